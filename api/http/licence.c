/* licence.c: says with every answer of open data under which licence it may be used (RFC 4946). */
#include "http/licence.h"

#include "config.h"
#include "support/scoped.h"

#include <string.h>

const char *licence_address(void)
{
    const char *set = config.open_data_licence;
    return set == NULL || strcmp(set, "none") == 0 ? "" : set;
}

void licence_add(struct reply *reply)
{
    const char *address = licence_address();
    if (*address == '\0')
        return;
    scoped(free_string) char *others = reply->link;
    reply->link = text_format("%s%s<%s>; rel=\"license\"", others ? others : "", others ? ", " : "", address);
}
