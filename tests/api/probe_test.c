/* probe_test.c: `thidua probe`, as the health check of a container runs it. */
#include "support/client.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

static int probe(const char *port)
{
    int outcome = system(at("THIDUA_PORT=%s ${TEST_PROGRAM:-build/sanitized/thidua} probe 2>/dev/null", port));
    cr_assert_neq(WIFEXITED(outcome), 0);
    return WEXITSTATUS(outcome);
}

Test(probe, finds_the_service_ready)
{
    cr_assert_eq(probe(strrchr(getenv("TEST_URL"), ':') + 1), 0);
}

Test(probe, tells_that_nobody_answers)
{
    cr_assert_eq(probe("1"), 1);
}

Test(probe, does_not_wait_for_ever)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int silent = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert(bind(silent, (struct sockaddr *)&address, length) == 0 && listen(silent, 1) == 0 &&
              getsockname(silent, (struct sockaddr *)&address, &length) == 0);
    cr_assert_eq(probe(at("%u", ntohs(address.sin_port))), 1);
}
