/* headers.c: the values of headers, each by every reader of ours. */
#include "given.h"

#include "http/client_address.h"
#include "http/headers.h"
#include "http/negotiation.h"

#include <netinet/in.h>

static void as_address(const char *text)
{
    struct request request = {0};
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    client_address_find(&request, (struct sockaddr *)&peer, text);
    must(strlen(request.client_address) < sizeof request.client_address);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    scoped(free_string) char *text = text_given(bytes, length);
    scoped(free_string) char *version = header_version(text);
    scoped(free_string) char *key = header_key(text);
    bool is_utf8 = false;
    must(version == NULL || *version);
    must(key == NULL || (*key && strlen(key) <= 255));
    must(header_media_type(text, &is_utf8) <= strlen(text));
    header_lists_tag(text, "\"7.vi\"");
    header_prefers(text, "return=minimal");
    must(!header_id_is_clean(text) || strlen(text) < 64);
    must(!header_trace_is_clean(text) || strlen(text) == 55);
    must(strcmp(language_accepted(text), "vi") == 0 || strcmp(language_accepted(text), "en") == 0);
    format_accepted(text, FORMAT_JSON | FORMAT_CSV | FORMAT_NDJSON | FORMAT_XLSX);
    as_address(text);
    return 0;
}
