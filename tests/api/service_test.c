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
    expect_problem(nobody(GET, "/there-is-no-such-thing"), 404, "not_found");
}

Test(service, says_which_methods_a_page_knows)
{
    struct answer answer = nobody(DELETE, "/livez");
    expect_status(answer, 405);
    cr_assert_not_null(header(answer, "Allow"));
}
