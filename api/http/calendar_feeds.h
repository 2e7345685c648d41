/* calendar_feeds.h: addresses under which a calendar program finds a person's deadlines, since such programs can send
 * no Authorization header. The key in such an address is a secret of which only the hash is kept; it reads this
 * calendar and nothing else, as its person at one desk, until it is revoked or the person leaves the desk. */
#pragma once

#include "http/request.h"

/* Whether the query of a calendar carries such a key, still unverified. */
bool feed_key_given(const struct request *request);

/* Looks the key up and fills the caller; false with 401 `feed_key_invalid`. */
bool authenticate_feed(const struct request *request, struct caller *caller, struct problem *problem);

handler_function create_calendar_feed; /* in_transaction */
