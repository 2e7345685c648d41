/* audit_tampers_test.c: whatever the superuser of the database does to the audit by night, `thidua verify-audit` finds
 * it and names the first bad row. AUDIT_TAMPERS (60) and AUDIT_SEED (the day) change how much is tried; the long run
 * has 1,000. */
/* service: THIDUA_AUDIT_HEAD_SECONDS=1 */
#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCHES = 4, ROWS = 40, LENGTH = BATCHES * ROWS, OUTPUT = 8192 };

/* What is done to row %1 (and %2, later than it); where it must be found: at that row, or between the outside heads
 * around it. */
static const struct tamper {
    const char *name;
    const char *sql; /* $p, $q: positions; $s, $t: their entries */
    enum { AT_ROW, PUT_IN, REWRITTEN } found;
} tampers[] = {
    {"another actor", "update app.audit_entries set actor_id = app.uuid_v7() where seq = $s", AT_ROW},
    {"another time", "update app.audit_entries set at = at + interval '1 second' where seq = $s", AT_ROW},
    {"another value", "update app.audit_entries set changes = changes || '{\"n\": -1}' where seq = $s", AT_ROW},
    {"another thing", "update app.audit_entries set thing_id = null, thing = 'users' where seq = $s", AT_ROW},
    {"another transaction", "update app.audit_entries set xid = '3' where seq = $s", AT_ROW},
    {"a row taken out", "delete from app.audit_entries where seq = $s", AT_ROW},
    {"a row and its seal taken out",
     "delete from app.audit_entries where seq = $s; delete from app.audit_seals where position = $p", AT_ROW},
    {"the gap closed",
     "delete from app.audit_entries where seq = $s; delete from app.audit_seals where position = $p;"
     "update app.audit_seals set position = -position where position > $p; update app.audit_seals set position = "
     "-position - 1 where position < 0",
     AT_ROW},
    {"two rows exchanged",
     "update app.audit_entries e set (xid, at, thing_id, changes) = (select o.xid, o.at, o.thing_id, o.changes from "
     "app.audit_entries o"
     " where o.seq = case e.seq when $s then $t else $s end) where e.seq in ($s, $t)",
     AT_ROW},
    {"two places exchanged",
     "update app.audit_seals set position = -1 where position = $p; update app.audit_seals set position = $p where "
     "position = $q; update app.audit_seals set position = $q where position = -1",
     AT_ROW},
    {"a seal rewritten", "update app.audit_seals set hash = sha256(hash) where position = $p", AT_ROW},
    {"rows cut off the end",
     "delete from app.audit_entries where seq in (select seq from app.audit_seals where position >= $p)", AT_ROW},
    {"rows and seals cut off",
     "delete from app.audit_entries where seq in (select seq from app.audit_seals where position >= $p); delete from "
     "app.audit_seals where position >= $p",
     AT_ROW},
    {"everything cut off",
     "delete from app.audit_entries where seq in (select seq from app.audit_seals where position >= $p); delete from "
     "app.audit_seals where position >= $p;"
     "delete from app.audit_heads where position >= $p;"
     "delete from app.audit_roots r where not exists (select from app.audit_seals s where s.batch = r.batch);"
     "update app.audit_roots r set last_position = s.position, root = s.hash from app.audit_seals s where s.position = "
     "$p - 1 and r.batch = s.batch",
     AT_ROW},
    {"a row put in",
     "insert into app.audit_entries overriding system value select -$s, xid, at, actor_id, actor_kind, actor_unit_id, "
     "actor_roles, behalf_of, action, thing, thing_id, unit_id, row_version, changes from app.audit_entries where seq "
     "= $s",
     PUT_IN},
    {"all rewritten from there",
     "update app.audit_entries set changes = changes || '{\"n\": -1}' where seq = $s; select saved.rewrite($p); delete "
     "from app.audit_heads",
     REWRITTEN},
    {"all rewritten, the end renumbered",
     "delete from app.audit_entries where seq = $s; delete from app.audit_seals where position = $p;"
     "update app.audit_seals set position = -position where position > $p; update app.audit_seals set position = "
     "-position - 1 where position < 0;"
     "update app.audit_roots set last_position = last_position - 1 where last_position >= $p; select "
     "saved.rewrite($p); delete from app.audit_heads",
     REWRITTEN},
};

enum { KINDS = sizeof tampers / sizeof tampers[0] };

/* ---- a short chain of its own, sealed in several batches, each with a signed head ---- */

static void make_batch(int batch)
{
    database("insert into app.audit_entries(actor_kind, action, thing, thing_id, changes, operation) select 'person', "
             "'changed', 'campaigns',"
             " app.uuid_v7(), jsonb_build_object('n', n, 'title', 'Thử ' || n), 'change_campaign' from "
             "generate_series(%d, %d) n",
             batch * ROWS + 1, (batch + 1) * ROWS);
    database("select app.seal_audit()");
    time_t until = time(NULL) + 30;
    while (atol(database("select count(*) from app.audit_heads where position = %d", (batch + 1) * ROWS)) == 0)
        cr_assert_lt(time(NULL), until, "no head of batch %d", batch);
}

/* What was exported before belongs to the chain of the demo. */
static long log_begins;

static const char *service_log(void)
{
    return at("%s/%s.service.log", getenv("TEST_FOLDER"), getenv("TEST_NAME"));
}

static long length_of(const char *path)
{
    FILE *file = fopen(path, "re");
    cr_assert_not_null(file);
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    fclose(file);
    return length;
}

static void make_chain(void)
{
    log_begins = length_of(service_log()) + 1;
    database("set session_replication_role = replica; truncate app.audit_entries, app.audit_seals, app.audit_roots, "
             "app.audit_heads");
    for (int batch = 0; batch < BATCHES; batch++)
        make_batch(batch);
    database("revoke execute on function app.seal_audit(int), app.audit_head_to_sign() from thidua_service");
    database(
        "create schema saved;"
        " create table saved.audit_entries as table app.audit_entries; create table saved.audit_seals as table "
        "app.audit_seals;"
        " create table saved.audit_roots as table app.audit_roots; create table saved.audit_heads as table "
        "app.audit_heads;"
        " create function saved.rewrite(first bigint) returns void language plpgsql as $$"
        " declare s record; link bytea := coalesce((select hash from app.audit_seals where position = first - 1), '');"
        " begin"
        "   for s in select x.*, e from app.audit_seals x join app.audit_entries e using (seq) where x.position >= "
        "first order by x.position loop"
        "     link := sha256(link || app.audit_text(s.e)); update app.audit_seals set hash = link where position = "
        "s.position;"
        "   end loop;"
        "   update app.audit_roots r set root = x.hash from app.audit_seals x where x.position = r.last_position;"
        " end $$");
}

static void put_back(void)
{
    database("set session_replication_role = replica; truncate app.audit_entries, app.audit_seals, app.audit_roots, "
             "app.audit_heads;"
             " insert into app.audit_entries overriding system value table saved.audit_entries; insert into "
             "app.audit_seals table saved.audit_seals;"
             " insert into app.audit_roots overriding system value table saved.audit_roots; insert into "
             "app.audit_heads table saved.audit_heads");
}

/* ---- one of them ---- */

static const char *entry_at(long position)
{
    return database("select seq from saved.audit_seals where position = %ld", position);
}

static void do_tamper(const struct tamper *tamper, long first, long second)
{
    char sql[4096];
    size_t length = (size_t)snprintf(sql, sizeof sql, "set session_replication_role = replica; ");
    for (const char *from = tamper->sql; *from && length < sizeof sql - 32; from++) {
        if (*from != '$') {
            sql[length++] = *from;
            continue;
        }
        char name = *++from;
        long position = strchr("ps", name) ? first : second;
        length += (size_t)snprintf(sql + length, sizeof sql - length, "%s",
                                   strchr("pq", name) ? at("%ld", position) : entry_at(position));
    }
    sql[length] = '\0';
    database("%s", sql);
}

static bool verify(char output[OUTPUT])
{
    FILE *pipe =
        popen(at("tail -c +%ld %s | ${TEST_PROGRAM:-build/sanitized/thidua} verify-audit --key $THIDUA_JWT_KEY_FILE"
                 " --heads -",
                 log_begins, service_log()),
              "re");
    size_t length = pipe ? fread(output, 1, OUTPUT - 1, pipe) : 0;
    output[length] = '\0';
    return pipe && pclose(pipe) == 0;
}

static long number_after(const char *output, const char *words)
{
    const char *place = strstr(output, words);
    return place ? strtol(place + strlen(words), NULL, 10) : -1;
}

/* Outside heads stand at the end of each batch: a chain rewritten as a whole is right up to the last of them before it.
 */
static bool is_named(const struct tamper *tamper, const char *output, long first)
{
    if (tamper->found == PUT_IN)
        return number_after(output, ", entry ") == -atol(entry_at(first));
    if (tamper->found == REWRITTEN)
        return number_after(output, "rows from position ") == (first - 1) / ROWS * ROWS + 1;
    return number_after(output, "at position ") == first;
}

static unsigned random_state;

static long any_of(long most)
{
    random_state = random_state * 1103515245U + 12345U;
    return (long)(random_state >> 8) % most;
}

Test(audit_tampers, are_all_found_and_the_first_bad_row_is_named, .timeout = 3600)
{
    const char *wanted = getenv("AUDIT_TAMPERS"), *seed = getenv("AUDIT_SEED");
    int count = wanted ? atoi(wanted) : 60, found = 0;
    char output[OUTPUT];
    random_state = seed ? (unsigned)atol(seed) : (unsigned)(time(NULL) / 86400);
    unsigned begun = random_state;
    make_chain();
    cr_assert(verify(output), "%s", output);
    for (int i = 0; i < count; i++) {
        const struct tamper *tamper = &tampers[i < KINDS ? i : any_of(KINDS)];
        long first = 1 + any_of(LENGTH - 1), second = first + 1 + any_of(LENGTH - first);
        do_tamper(tamper, first, second);
        bool named = !verify(output) && is_named(tamper, output, first);
        cr_expect(named, "seed %u, %s at %ld and %ld: %s", begun, tamper->name, first, second, output);
        found += named;
        put_back();
    }
    cr_assert(verify(output), "put back, it is not whole: %s", output);
    cr_assert(eq(int, found, count));
}
