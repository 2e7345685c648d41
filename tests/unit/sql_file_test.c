/* sql_file_test.c: how an SQL file and the parameters of a request become a statement. Without a database: the files
 * are this program's own, in place of the embedded ones. */
#include "database/sql_file.h"

#include "support/embedded.h"
#include "support/scoped.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#define FILE_OF(path, text)                                                                                            \
    {                                                                                                                  \
        path, text, sizeof(text) - 1, ""                                                                               \
    }

const struct embedded_file embedded_files[] = {
    FILE_OF("db/api/things/get_thing.sql",
            "-- One thing. It's :not_a_parameter, nor is \"quoted\n"
            "select t.id, t.at::date, ':no' as a, E'\\':no' as b, $x$:no$x$ as c, \":no\" as d -- :no, it's 'open\n"
            "  from things t /* :no /* ' */ :no */ where t.id = :thing and :thing is not null and t.n = :n;\n"),
    FILE_OF("db/api/things/list_things.sql",
            "-- sort: name = t.name collate \"vi-VN-x-icu\" | score = t.score || '' | near = abs(t.n - :near)\n"
            "-- default: name\n"
            "-- unique: t.id\n"
            "select :keys t.id, (select max(n) from things limit 1)\n"
            "     , u.name as \"unit.name\"                 --? expand.unit\n"
            "  from things t\n"
            "  join units u on u.id = t.unit_id            --? expand.unit\n"
            "  join scores s using (id)                    --? sort.score\n"
            " where true\n"
            "   and t.unit_id = :unit                       --? unit\n"
            "   and t.unit_id = any(:units)                 --? units\n"
            "   and t.state = any(:state)                   --? state\n"
            "   and t.state <> 'gone'                       --? !state\n"
            "   and t.n between :low and :high              --? low high\n"),
    FILE_OF("db/api/things/list_shown_things.sql", "-- sort: name = t.name\n-- default: -name\n-- unique: t.id\n"
                                                   "-- shown: things_shown\n"
                                                   "-- expands: actions = actions_of(s.id)\n"
                                                   "select :keys t as _shown from things t where true\n"),
    FILE_OF("db/functions/not_asked_for.sql", "select ':keys"),
    FILE_OF("db/steps/things/add_thing.sql", "insert into things(body, unit) values (:body, :own_unit)\n"),
};
const size_t embedded_count = sizeof embedded_files / sizeof embedded_files[0];

/* What a request gives: "name=value", "name:type", or the bare name of a condition; ended by NULL. */
static const char *after(const char *pair, const char *name, char sign)
{
    size_t length = strlen(name);
    return strncmp(pair, name, length) == 0 && pair[length] == sign ? pair + length + 1 : NULL;
}

static const char *value_of(void *context, const char *name)
{
    for (const char *const *given = context; *given; given++)
        if (after(*given, name, '='))
            return after(*given, name, '=');
    return NULL;
}

static const char *type_of(void *context, const char *name)
{
    for (const char *const *given = context; *given; given++)
        if (after(*given, name, ':'))
            return after(*given, name, ':');
    return NULL;
}

static bool is_given(void *context, const char *name)
{
    for (const char *const *given = context; *given; given++)
        if (strcmp(*given, name) == 0)
            return true;
    return value_of(context, name) != NULL;
}

static char *collapsed(const char *sql)
{
    char *out = text_copy(sql), *to = out;
    for (const char *from = sql; *from; from++) {
        bool blank = strchr(" \n\t", *from) != NULL;
        if (blank && (to == out || to[-1] == ' '))
            continue;
        *to++ = blank ? ' ' : *from;
    }
    while (to > out && to[-1] == ' ')
        to--;
    *to = '\0';
    return out;
}

static struct sql_statement statement;
static struct problem problem;

/* The statement with its blanks collapsed and its values behind: "select $1 [a]". NULL when refused. */
static char *assembled(const struct sql_file *file, const struct sql_page *page, const char *const *given)
{
    struct sql_arguments arguments = {(void *)(uintptr_t)given, value_of, type_of, is_given};
    scoped(text_close) struct text text = {0};
    if (!sql_assemble(file, &arguments, page, &statement, &problem))
        return NULL;
    scoped(free_string) char *sql = collapsed(statement.sql);
    text_add(&text, sql);
    for (int i = 0; i < statement.count; i++)
        text_print(&text, " [%s]", statement.values[i] ? statement.values[i] : "null");
    return text_take(&text);
}

#define GIVEN(...) ((const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static void assembles_to(const struct sql_file *file, const struct sql_page *page, const char *const *given,
                         const char *expected)
{
    scoped(free_string) char *found = assembled(file, page, given);
    cr_assert(ne(ptr, found, NULL), "refused: %s", problem.code);
    cr_expect(eq(str, found, (char *)(uintptr_t)expected));
}

static void load(void)
{
    char *fault = NULL;
    cr_assert(sql_load(&fault), "%s", fault);
}

static void clean(void)
{
    sql_statement_close(&statement);
    problem_close(&problem);
}

TestSuite(sql_files, .init = load, .fini = clean);

Test(sql_files, are_found_by_operation_and_step)
{
    const char *names[4];
    cr_expect(sql_operation("get_thing") != NULL);
    cr_expect(sql_step("things/add_thing") != NULL);
    cr_expect(sql_step("get_thing") == NULL);
    cr_expect(sql_operation("not_asked_for") == NULL);
    cr_assert(eq(sz, sql_operations(names, 4), 3));
    cr_expect(eq(str, (char *)(uintptr_t)names[0], "get_thing"));
    cr_expect(sql_is_list(sql_operation("list_things")));
    cr_expect(not(sql_is_list(sql_operation("get_thing"))));
}

Test(sql_files, number_their_parameters_and_leave_quotes_and_casts_alone)
{
    assembles_to(sql_operation("get_thing"), NULL, GIVEN("thing:uuid", "thing=7", "n=5"),
                 "select t.id, t.at::date, ':no' as a, E'\\':no' as b, $x$:no$x$ as c, \":no\" as d from things t "
                 "where t.id = $1::uuid and $1::uuid is not null and t.n = $2 [7] [5]");
}

Test(sql_files, know_the_types_of_what_the_engine_gives)
{
    assembles_to(sql_step("things/add_thing"), NULL, GIVEN("body={}"),
                 "insert into things(body, unit) values ($1::jsonb, $2::integer) [{}] [null]");
}

Test(sql_files, keep_a_line_only_when_its_parameters_were_given)
{
    struct sql_page page = {.limit = 0};
    static const char start[] =
        "select t.name collate \"vi-VN-x-icu\" as _key1, t.id as _key2, t.id, (select max(n) from "
        "things limit 1) ";
    static const char end[] = " order by t.name collate \"vi-VN-x-icu\", t.id";
    scoped(free_string) char *plain = text_format("%sfrom things t where true and t.state <> 'gone'%s", start, end);
    scoped(free_string) char *filtered =
        text_format("%s, u.name as \"unit.name\" from things t join units u on u.id = t.unit_id where true "
                    "and t.state = any($1::text[]) and t.n between $2 and $3%s [{a}] [1] [2]",
                    start, end);
    assembles_to(sql_operation("list_things"), &page, GIVEN("low=1"), plain);
    clean();
    assembles_to(sql_operation("list_things"), &page,
                 GIVEN("low=1", "high=2", "state:text[]", "state={a}", "expand.unit"), filtered);
}

Test(sql_files, resolve_references_on_the_way_in)
{
    struct sql_page page = {.count_only = true};
    assembles_to(sql_operation("list_things"), &page,
                 GIVEN("unit:unit-reference", "unit=code:1", "units:unit-reference[]", "units={code:1}", "state="),
                 "select count(*) from (select t.id, (select max(n) from things limit 1) from things t where true "
                 "and t.unit_id = (select app.unit_named($1::text)) and t.unit_id = any(array(select "
                 "app.unit_named(named) from unnest($2::text[]) as named)) and t.state = any($3)) as counted "
                 "[code:1] [{code:1}] []");
}

Test(sql_files, page_by_keyset_with_one_row_more_than_wanted)
{
    struct sql_page page = {.sort = "score,near", .descending = true, .descending_given = true, .limit = 50};
    page.after = (const char *const[]){"9", "3", "id-1"};
    page.after_count = 3;
    assembles_to(sql_operation("list_things"), &page, GIVEN("near=4"),
                 "select t.score || '' as _key1, abs(t.n - $1) as _key2, t.id as _key3, t.id, (select max(n) from "
                 "things limit 1) from things t join scores s using (id) where true and t.state <> 'gone' "
                 "and (t.score || '', abs(t.n - $1), t.id) < ($2, $3, $4) "
                 "order by t.score || '' desc, abs(t.n - $1) desc, t.id desc limit $5::bigint [4] [9] [3] [id-1] [51]");
    cr_expect(eq(sz, sql_page_keys(sql_operation("list_things"), &page), 3));
}

Test(sql_files, refuse_a_cursor_of_another_sort_and_an_unknown_key)
{
    struct sql_page page = {.after = (const char *const[]){"1"}, .after_count = 1};
    cr_expect(assembled(sql_operation("list_things"), &page, GIVEN()) == NULL);
    cr_expect(eq(str, problem.code, "cursor_not_valid"));
    problem_close(&problem);
    page = (struct sql_page){.sort = "colour"};
    cr_expect(assembled(sql_operation("list_things"), &page, GIVEN()) == NULL);
    cr_expect(eq(str, problem.code, "invalid_parameter"));
}

Test(sql_files, have_rows_shown_by_a_function_once_the_page_is_found)
{
    struct sql_page page = {.limit = 2};
    assembles_to(sql_operation("list_shown_things"), &page, GIVEN(),
                 "select page._key1[s._nth] as _key1, page._key2[s._nth] as _key2, s.* from (select "
                 "array_agg(found._shown order by found._place) as shown, array_agg(found._key1 order by found._place) "
                 "as _key1, array_agg(found._key2 order by found._place) as _key2 from (select rows.*, row_number() "
                 "over () as _place from (select t.name as _key1, t.id as _key2, t as _shown from things t where true "
                 "order by t.name desc, t.id desc limit $1::bigint) rows) found group by (found._place - 1) / 500 "
                 "order by (found._place - 1) / 500) page cross join lateral app.things_shown(page.shown) s [3]");
    clean();
    assembles_to(
        sql_operation("list_shown_things"), NULL, GIVEN("expand.actions="),
        "select s.*, actions_of(s.id) as actions from (select array_agg(found._shown order by found._place) as "
        "shown from (select rows.*, row_number() over () as _place from (select t as _shown from things t where "
        "true) rows) found group by (found._place - 1) / 500 order by (found._place - 1) / 500) page cross join "
        "lateral app.things_shown(page.shown) s");
    page = (struct sql_page){.count_only = true};
    clean();
    assembles_to(sql_operation("list_shown_things"), &page, GIVEN(),
                 "select count(*) from (select t as _shown from things t where true) as counted");
}

Test(sql_files, have_a_name_by_their_text_alone)
{
    struct sql_page page = {.limit = 50};
    free(assembled(sql_operation("list_things"), &page, GIVEN("low=1", "high=2")));
    uint64_t hash = statement.hash;
    clean();
    free(assembled(sql_operation("list_things"), &page, GIVEN("low=8", "high=9")));
    cr_expect(statement.hash == hash);
    clean();
    free(assembled(sql_operation("list_things"), &page, GIVEN("unit=1")));
    cr_expect(statement.hash != hash);
}
