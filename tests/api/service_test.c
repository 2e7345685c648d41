/* service_test.c: the probes and what the service says about itself. */
#include "support/client.h"

Test(service, is_alive)
{
    struct answer answer = nobody(GET, "/livez");
    expect_status(answer, 200);
    expect_text(answer, "status", "alive");
}

Test(service, echoes_the_request_id)
{
    struct answer answer = nobody(GET, "/livez", .headers = {"X-Request-Id: 0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11"});
    expect_header(answer, "X-Request-Id", "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11");
}

Test(service, says_that_a_page_does_not_exist)
{
    expect_problem(nobody(GET, "/there-is-no-such-thing"), 404, "no_such_path");
}

Test(service, says_which_methods_a_page_knows)
{
    struct answer answer = nobody(DELETE, "/livez");
    expect_status(answer, 405);
    cr_assert_not_null(header(answer, "Allow"));
}

Test(service, is_ready_when_it_reaches_its_database)
{
    struct answer answer = nobody(GET, "/readyz");
    expect_status(answer, 200);
}

Test(service, tells_programs_and_people_where_to_go)
{
    expect_status(nobody(GET, "/", .accept = "application/json"), 200);
    struct answer page = nobody(GET, "/", .accept = "text/html");
    expect_status(page, 200);
    cr_assert_str_eq(page.type, "text/html");
}

Test(service, serves_the_contract_it_runs_by)
{
    struct answer served = nobody(GET, "/openapi.json");
    expect_text(served, "openapi", "3.1.0");
    json_t *built = json_load_file("build/openapi.json", 0, NULL);
    cr_assert(json_equal(served.document, built));
    json_decref(built);
    struct answer written = nobody(GET, "/openapi.yaml");
    expect_status(written, 200);
    expect_in_body(written, "openapi: 3.1.0");
}

Test(service, has_a_page_to_try_it_that_asks_no_other_host)
{
    struct answer page = nobody(GET, "/docs");
    expect_status(page, 200);
    cr_assert_null(strstr(page.body, "https://"));
    static const char *const files[] = {"page.css", "init.js", "icon.svg", "swagger-ui-bundle.js", "swagger-ui.css"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        expect_status(nobody(GET, at("/docs/files/%s", files[i])), 200);
    expect_problem(nobody(GET, "/docs/files/..%2F..%2Fopenapi.yaml"), 400, "malformed_url");
    expect_problem(nobody(GET, "/docs/files/khong-co.css"), 404, "not_found");
}

Test(service, carries_its_documentation)
{
    static const char *const pages[] = {"/docs/contents", "/docs/vi/contents", "/docs/integrators",
                                        "/docs/operations/backup"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct answer page = nobody(GET, pages[i]);
        expect_status(page, 200);
        expect_in_body(page, "<meta name=\"robots\" content=\"noindex\">");
        cr_assert_not_null(strstr(header(page, "Content-Security-Policy"), "default-src 'none'"));
        cr_assert_null(strstr(page.body, "<script"));
        expect_status(nobody(GET, pages[i], .headers = {at("If-None-Match: %s", etag(page))}), 304);
    }
    expect_in_body(nobody(GET, "/docs/integrators"), "<h2 id=\"public-data\">");
    expect_in_body(nobody(GET, "/docs/operations/backup"), "href=\"/docs/operations/package\"");
    expect_status(nobody(GET, "/docs/files/progress-kt-2025.svg"), 200);
    expect_problem(nobody(GET, "/docs/there-is-none"), 404, "not_found");
    expect_problem(nobody(GET, "/docs/vi/there-is-none"), 404, "not_found");
}

Test(service, explains_every_problem_code)
{
    struct answer list = nobody(GET, "/docs/problems", .accept = "application/json");
    expect_status(list, 200);
    size_t index;
    json_t *problem;
    json_array_foreach(json(list, "items"), index, problem) {
        const char *code = json_string_value(json_object_get(problem, "code"));
        struct answer told = nobody(GET, at("/docs/problems/%s", code), .accept = "application/json");
        expect_status(told, 200);
        expect_text(told, "code", code);
    }
    cr_assert(index > 20, "only %zu codes are explained", index);
    expect_problem(nobody(GET, "/docs/problems/there_is_none"), 404, "not_found");
}

Test(service, shows_the_keys_its_tokens_are_signed_with)
{
    struct answer keys = nobody(GET, "/.well-known/jwks.json");
    expect_status(keys, 200);
    cr_assert_geq(count(keys, "keys"), 1);
    expect_absent(keys, "keys.0.d");
}
