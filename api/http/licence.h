/* licence.h: under which licence open data are given (`x-open-data`). */
#pragma once

#include "http/request.h"

/* The address of the licence; "" where none is said. */
const char *licence_address(void);

/* Adds `rel="license"` to the Link of an answer, where there is a licence. */
void licence_add(struct reply *reply);
