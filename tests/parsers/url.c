/* url.c: a URL as it comes over the wire: no path that is accepted holds what another reader could take for a different
 * one. */
#include "given.h"

#include "http/url.h"

static void read_query(const char *query)
{
    struct url_pair pair;
    while (url_next_pair(&query, &pair)) {
        struct problem problem = {0};
        scoped(free_string) char *name = url_decoded(pair.name, pair.name_length, true, &problem);
        scoped(free_string) char *value =
            pair.value ? url_decoded(pair.value, pair.value_length, true, &problem) : NULL;
        must(name == NULL || text_is_utf8(name, strlen(name)));
        must(value == NULL || text_is_utf8(value, strlen(value)));
        must_be_told(&problem);
        problem_close(&problem);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct problem problem = {0};
    scoped(free_string) char *url = text_given(bytes, length), *path = NULL, *query = NULL;
    if (url_split(url, &path, &query, &problem)) {
        must(path[0] == '/' && !strstr(path, "//") && !strstr(path, "/../") && !strstr(path, "%00"));
        contract_route(the_contract(), METHOD_GET, path);
        if (query)
            read_query(query);
    }
    must_be_told(&problem);
    problem_close(&problem);
    return 0;
}
