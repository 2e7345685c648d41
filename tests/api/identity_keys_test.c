/* identity_keys_test.c: a newer key: what was sealed before opens, is found and is sealed again; a service that was not
 * given the newer key says so and shows nothing wrong. */
#include "awards_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REVIEWER "xa-doan-ket.reviewer"

/* A subcommand with a copy of the service's key file; its output, and whether it ended well. */
static const char *run(const char *words, bool *well)
{
    static char output[4000];
    const char *program = getenv("TEST_PROGRAM") ? getenv("TEST_PROGRAM") : "build/sanitized/thidua";
    FILE *command =
        popen(at("THIDUA_IDENTITY_KEY_FILE=%s/newer.keys %s %s 2>&1", getenv("TEST_FOLDER"), program, words), "r");
    cr_assert(command != NULL);
    output[fread(output, 1, sizeof output - 1, command)] = '\0';
    *well = pclose(command) == 0;
    return output;
}

static struct answer read_in_clear(const char *honouree)
{
    return as(REVIEWER, POST, at("/honourees/%s/identity-readings", honouree), .json = body("{'reason': 'Đối chiếu'}"));
}

Test(identity_keys, are_replaced_by_newer_ones)
{
    static const char clear[] = "062084007001";
    bool well;
    struct answer made =
        as(COMMUNE, POST, "/honourees",
           .json = body("{'kind': 'individual', 'name': 'A Brôl', 'citizen_identifier': '%s'}", clear));
    expect_status(made, 201);
    const char *honouree = text(made, "id");
    const char *sealed = at(
        "%s", database("select encode(sealed, 'hex') from app.honouree_identities where honouree_id = '%s'", honouree));
    cr_assert(eq(int,
                 system(at("cp --remove-destination --preserve=mode %s %s/newer.keys",
                           getenv("THIDUA_IDENTITY_KEY_FILE"), getenv("TEST_FOLDER"))),
                 0));

    run(at("identity-key %s/newer.keys newer", getenv("TEST_FOLDER")), &well);
    cr_assert(well);
    const char *told = run("reseal", &well);
    cr_assert(well, "%s", told);
    cr_assert_not_null(strstr(told, "citizen identifiers sealed under newer, 0 left"));
    cr_assert_null(strstr(told, clear));
    cr_assert(eq(str, (char *)database("select key_id from app.honouree_identities where honouree_id = '%s'", honouree),
                 "newer"));
    cr_assert(ne(str, (char *)sealed,
                 (char *)database("select encode(sealed, 'hex') from app.honouree_identities where honouree_id = '%s'",
                                  honouree)));
    told = run("reseal", &well);
    cr_assert(well, "%s", told);
    cr_assert_not_null(strstr(told, "reseal: 0 citizen identifiers sealed"));
    expect_problem(read_in_clear(honouree), 503, "identifier_does_not_open");
    cr_assert(eq(
        str,
        (char *)database("select count(*) from app.audit_entries where action = 'read' and thing_id = '%s'", honouree),
        "0"));
    expect_text(as(COMMUNE, GET, at("/honourees/%s", honouree)), "citizen_identifier_masked", "062*******01");
}

Test(identity_keys, are_never_thrown_away_too_early)
{
    bool well;
    struct answer made =
        as(COMMUNE, POST, "/honourees",
           .json = body("{'kind': 'individual', 'name': 'Y Blưt', 'citizen_identifier': '062184007002'}"));
    expect_status(made, 201);
    expect_text(read_in_clear(text(made, "id")), "citizen_identifier", "062184007002");
    cr_assert(eq(int, system(at("rm -f %s/newer.keys", getenv("TEST_FOLDER"))), 0));
    run(at("identity-key %s/newer.keys another", getenv("TEST_FOLDER")), &well);
    cr_assert(well);
    const char *told = run("reseal", &well);
    cr_assert_not(well);
    const char *left = at("%s left: the file has no key", database("select count(*) from app.honouree_identities"));
    cr_assert(strstr(told, left) != NULL, "%s", told);
    expect_text(read_in_clear(text(made, "id")), "citizen_identifier", "062184007002");
    cr_assert(eq(int, system(at("chmod 644 %s/newer.keys", getenv("TEST_FOLDER"))), 0));
    cr_assert_not_null(strstr(run("reseal", &well), "others may reach it"));
    cr_assert_not(well);
    cr_assert_not_null(strstr(run("check", &well), "others may reach it"));
    cr_assert_not(well);
}
