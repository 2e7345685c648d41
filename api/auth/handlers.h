/* handlers.h: operations of sign-in that need secrets, hashes or keys; listed in api/handlers.c.
 * `in_transaction` is true for those marked so; the others keep transactions of their own, since what they count or end
 * must stay even when the answer is a refusal. */
#pragma once

#include "http/request.h"

handler_function create_token;          /* own transactions */
handler_function refresh_token;         /* own transactions */
handler_function revoke_tokens;         /* in_transaction */
handler_function change_password;       /* own transactions */
handler_function create_password_reset; /* in_transaction */
handler_function use_password_reset;    /* own transactions */
handler_function create_service_token;  /* in_transaction */
handler_function get_jwks;              /* asks nothing */
