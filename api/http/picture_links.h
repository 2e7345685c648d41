/* picture_links.h: addresses of pictures that work in an <img>, which can send no Authorization header. The key in such
 * an address is a signed token of its own audience: it opens one GET of one picture, as its maker, until it expires;
 * the maker's rights are compared with the database each time, as with every token. */
#pragma once

#include "http/request.h"

/* Verifies the `picture_key` of a query and fills the caller; false with 401 `token_invalid`. */
bool authenticate_picture(const struct request *request, struct caller *caller, struct problem *problem);

handler_function create_picture_link; /* asks nothing */

/* Whether the query carries such a key, still unverified. */
bool picture_key_given(const struct request *request);
