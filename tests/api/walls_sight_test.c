/* walls_sight_test.c: with row policies opened wide, the guard and the renderer alone refuse a sibling's rows. */
#include "areas_cases.h"

/* Policies are permissive: one more that says yes takes the first wall down. */
static void open_policies(void)
{
    database("set client_min_messages = warning;"
             " do $$ declare kept record; begin"
             " for kept in select tablename from pg_tables where schemaname = 'app' loop"
             "   execute format('drop policy if exists wide_open on app.%%I', kept.tablename);"
             "   execute format('create policy wide_open on app.%%I to thidua_service using (true) with check (true)',"
             "                  kept.tablename);"
             " end loop; end $$");
}

static void prepare(void)
{
    make_belongings();
    open_policies();
}

TestSuite(walls_sight, .init = prepare);

static void expect_refused(struct visit visit)
{
    if (visit.verb != GET && !strchr(visit.path, '{'))
        return;
    struct answer answer = asked(visit, true, "");
    expect_nothing_foreign(visit, answer);
    if (visit.verb != GET && names_a_belonging(answer.call.path))
        cr_expect(ge(int, answer.status, 400), "%s as %s: %d %.200s", visit.id, visit.account, answer.status,
                  answer.body);
}

Test(walls_sight, refuse_a_siblings_rows_by_themselves)
{
    walk(expect_refused);
}

Test(walls_sight, are_really_alone)
{
    struct answer refused = as("xa-doan-ket.reporter", GET, at("/documents/%s", belonging("document", 8)));
    expect_problem(refused, 500, "foreign_row");
    cr_assert(eq(str,
                 (char *)database("select actor_roles::text from app.audit_entries where action = 'refused' and"
                                  " changes ->> 'code' = 'foreign_row' and changes ->> 'path' = '/api/v1/documents/%s'",
                                  belonging("document", 8)),
                 "{reporter}"));
}
