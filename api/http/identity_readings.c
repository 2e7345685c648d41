/* identity_readings.c: a citizen identifier in clear. PostgreSQL says who may and writes down that it was read; it
 * opens here only, and nothing but the answer holds it. */
#include "http/identity_readings.h"

#include "auth/identifiers.h"
#include "database/database.h"
#include "render/render.h"
#include "support/log.h"

#include <string.h>

static bool refuse(enum identifier_opening opening, const char *key, struct problem *problem)
{
    log_event(LOG_ERROR, opening == IDENTIFIER_KEY_UNKNOWN ? "identity_key_unknown" : "identity_damaged", "key", key,
              NULL);
    return problem_set(problem, "identifier_does_not_open", NULL);
}

static void answer(const char *digits, const PGresult *sealed, const char *honouree, struct text *body)
{
    text_add_char(body, '{');
    text_add_member(body, "honouree_id", honouree);
    text_add_char(body, ',');
    text_add_member(body, "citizen_identifier", digits);
    text_print(body, ",\"scheme\":\"%s\",\"read_at\":\"%s\"}", column(sealed, 0, "scheme"),
               column(sealed, 0, "read_at"));
}

bool create_identity_reading(struct request *request, struct reply *reply, struct problem *problem)
{
    char digits[IDENTIFIER_ROOM];
    const char *honouree = request_argument(request, "honouree");
    const char *reason = json_string_value(json_object_get(request->body, "reason"));
    const PGresult *sealed = transaction_step(request->transaction, problem, "awards/read_identity", "honouree",
                                              honouree, "reason", reason, NULL);
    if (sealed == NULL)
        return false;
    enum identifier_opening opening = identifier_open(column(sealed, 0, "key_id"), column(sealed, 0, "sealed"), digits);
    if (opening != IDENTIFIER_OPENED)
        return refuse(opening, column(sealed, 0, "key_id"), problem);
    answer(digits, sealed, honouree, &reply->body);
    explicit_bzero(digits, sizeof digits);
    return true;
}
