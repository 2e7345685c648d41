/* scopes.h: what roles and scopes of service tokens reach, asked by authorise() and when a token is given. */
#pragma once

#include "contract/contract.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the operation's security lets one of these roles in, at this level ("" at the root unit). */
bool roles_allow(const struct operation *operation, char *const *roles, size_t count, const char *level);

/* Whether a scope covers an operation, a move for at least one target state. */
bool scope_covers(const char *scope, const struct operation *operation);
