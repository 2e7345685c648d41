/* webhook_post.c: sends one event, by libcurl. */
#include "exchange/webhook_post.h"

#include "exchange/webhook_wall.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <utf8proc.h>

enum { ANSWER_KEPT = 500, ANSWER_READ = 65536 };

struct webhook_poster {
    CURL *curl;
    bool encrypted;        /* the letter under way goes by https */
    bool refused;          /* the wall let no socket of it through */
    size_t read;           /* bytes of the answer so far */
    struct text beginning; /* of the answer, as it came */
};

/* ---- what libcurl asks while it works ---- */

static unsigned port_of(const struct sockaddr *socket)
{
    in_port_t port = 0;
    size_t place = socket->sa_family == AF_INET ? offsetof(struct sockaddr_in, sin_port)
                                                : offsetof(struct sockaddr_in6, sin6_port);
    memcpy(&port, (const char *)socket + place, sizeof port);
    return ntohs(port);
}

/* The address is the one connected to, whatever its name resolved to before or after. */
static curl_socket_t open_socket(void *state, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct webhook_poster *poster = state;
    struct address address;
    (void)purpose;
    if (!address_of_socket(&to->addr, &address) ||
        !webhook_may_reach(&address, port_of(&to->addr), poster->encrypted)) {
        poster->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* A short piece is kept; what is longer than anybody needs ends the transfer. */
static size_t take_answer(char *bytes, size_t size, size_t count, void *state)
{
    struct webhook_poster *poster = state;
    size_t length = size * count, room = ANSWER_KEPT - poster->beginning.length;
    text_add_bytes(&poster->beginning, bytes, length < room ? length : room);
    poster->read += length;
    return poster->read <= ANSWER_READ ? length : 0;
}

static int has_to_stop(void *state, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return atomic_load((atomic_bool *)state);
}

/* ---- the poster ---- */

static const struct webhook_poster_settings without_end = {.seconds = 10};

struct webhook_poster *webhook_poster_open(const struct webhook_poster_settings *settings)
{
    struct webhook_poster *poster = memory_new(1, sizeof *poster);
    CURL *curl = poster->curl = memory_insist(curl_easy_init());
    settings = settings ? settings : &without_end;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https"); /* which of them is the wall's to say */
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* none from the environment */
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, settings->seconds);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "thidua/" THIDUA_VERSION);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, poster);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, poster);
    if (settings->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
    if (settings->stopping) {
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, has_to_stop);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, settings->stopping);
    }
    return poster;
}

void webhook_poster_close(struct webhook_poster **poster)
{
    if (*poster == NULL)
        return;
    curl_easy_cleanup((*poster)->curl);
    text_close(&(*poster)->beginning);
    free(*poster);
    *poster = NULL;
}

/* ---- a letter ---- */

static void free_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static void add_header(struct curl_slist **list, const char *name, const char *value)
{
    scoped(free_string) char *line = text_format("%s: %s", name, value);
    *list = memory_insist(curl_slist_append(*list, line));
}

static struct curl_slist *headers_of(const struct webhook_letter *letter)
{
    struct curl_slist *list = NULL;
    add_header(&list, "Content-Type", "application/cloudevents+json; charset=utf-8");
    add_header(&list, "webhook-id", letter->id);
    add_header(&list, "webhook-timestamp", letter->timestamp);
    add_header(&list, "webhook-signature", letter->signatures);
    return list;
}

/* What a receiver sends may be anything: letters that can be printed stay, the rest become blanks. */
static void make_readable(const struct text *raw, struct text *readable)
{
    const utf8proc_uint8_t *place = (const utf8proc_uint8_t *)text_string(raw);
    utf8proc_ssize_t left = (utf8proc_ssize_t)raw->length, length;
    for (utf8proc_int32_t letter; left > 0; place += length, left -= length) {
        length = utf8proc_iterate(place, left, &letter);
        bool prints = length > 0 && letter >= ' ' && utf8proc_category(letter) != UTF8PROC_CATEGORY_CC;
        if (length <= 0)
            length = 1;
        if (prints)
            text_add_bytes(readable, place, (size_t)length);
        else
            text_add_char(readable, ' ');
    }
}

static const struct {
    CURLcode code;
    const char *fault;
} faults[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "name_unknown"},
    {CURLE_COULDNT_CONNECT, "not_connected"},
    {CURLE_OPERATION_TIMEDOUT, "timed_out"},
    {CURLE_SSL_CONNECT_ERROR, "tls_failed"},
    {CURLE_PEER_FAILED_VERIFICATION, "certificate_refused"},
    {CURLE_SSL_CACERT_BADFILE, "certificate_refused"},
    {CURLE_URL_MALFORMAT, "address_refused"},
    {CURLE_UNSUPPORTED_PROTOCOL, "address_refused"},
};

static const char *fault_of(CURLcode code)
{
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (faults[i].code == code)
            return faults[i].fault;
    return "answer_broken";
}

/* An answer that was cut because it is too long is an answer. */
static void tell(struct webhook_poster *poster, CURLcode code, struct webhook_answer *answer)
{
    long status = 0;
    curl_off_t microseconds = 0;
    curl_easy_getinfo(poster->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(poster->curl, CURLINFO_TOTAL_TIME_T, &microseconds);
    answer->milliseconds = (long)(microseconds / 1000);
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && poster->read > ANSWER_READ))
        answer->status = (int)status;
    else
        answer->fault = poster->refused ? "address_refused" : fault_of(code);
    answer->broken_off = code == CURLE_ABORTED_BY_CALLBACK;
    make_readable(&poster->beginning, &answer->beginning);
}

void webhook_post(struct webhook_poster *poster, const struct webhook_letter *letter, struct webhook_answer *answer)
{
    *answer = (struct webhook_answer){0};
    if (webhook_url_fault(letter->url)) { /* settings may be others than when it was accepted */
        answer->fault = "address_refused";
        return;
    }
    scoped(free_list) struct curl_slist *headers = headers_of(letter);
    text_clear(&poster->beginning);
    poster->read = 0;
    poster->refused = false;
    poster->encrypted = strncasecmp(letter->url, "https:", 6) == 0;
    curl_easy_setopt(poster->curl, CURLOPT_URL, letter->url);
    curl_easy_setopt(poster->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(poster->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(letter->body));
    curl_easy_setopt(poster->curl, CURLOPT_POSTFIELDS, letter->body);
    tell(poster, curl_easy_perform(poster->curl), answer);
    curl_easy_setopt(poster->curl, CURLOPT_HTTPHEADER, NULL);
}
