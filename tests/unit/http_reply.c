/* http_reply.c: what is going says so with every answer, and nothing else does. */
#include "http/call.h"

#include <criterion/criterion.h>

static const char *sent(const struct _u_response *response, const char *name)
{
    return u_map_get(response->map_header, name);
}

static void answer_for(const struct operation *operation, struct _u_response *response)
{
    struct call call = {.request = {.operation = operation}, .reply = {.status = 204}};
    ulfius_init_response(response);
    reply_send(&call, response);
}

Test(replies, of_what_is_going_say_so)
{
    const struct operation going = {.deprecation = "@1767225600",
                                    .sunset = "Wed, 30 Jun 2027 00:00:00 GMT",
                                    .farewell = "</docs#/t/o>; rel=\"deprecation\""},
                           staying = {0};
    struct _u_response response;
    answer_for(&going, &response);
    cr_expect_str_eq(sent(&response, "Deprecation"), "@1767225600");
    cr_expect_str_eq(sent(&response, "Sunset"), "Wed, 30 Jun 2027 00:00:00 GMT");
    cr_expect_str_eq(sent(&response, "Link"), "</docs#/t/o>; rel=\"deprecation\"");
    ulfius_clean_response(&response);

    answer_for(&staying, &response);
    cr_expect_null(sent(&response, "Deprecation"));
    cr_expect_null(sent(&response, "Sunset"));
    cr_expect_null(sent(&response, "Link"));
    cr_expect_str_eq(sent(&response, "X-Content-Type-Options"), "nosniff");
    ulfius_clean_response(&response);
}
