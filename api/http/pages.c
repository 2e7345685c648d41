/* pages.c: probes, the contract, the home page and the files of /docs. */
#include "http/pages.h"

#include "database/database.h"
#include "http/html.h"
#include "http/service.h"
#include "support/embedded.h"
#include "support/log.h"
#include "support/memory.h"
#include "support/scoped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK (32 * 1024)

/* ---- probes ---- */

static void add_status(struct reply *reply, const char *status)
{
    reply->content_type = "application/json";
    reply->no_store = true;
    text_add(&reply->body, "{\"status\":\"");
    text_add(&reply->body, status);
    text_add(&reply->body, "\"}");
}

bool get_liveness(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)request;
    (void)problem;
    add_status(reply, "alive");
    return true;
}

bool get_readiness(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)request;
    scoped(free_string) char *why = NULL;
    if (!service_is_draining() && database_ready(&why)) {
        add_status(reply, "ready");
        return true;
    }
    log_event(LOG_WARNING, "not_ready", "why", why ? why : "draining", NULL);
    problem->retry_after = 5;
    return problem_set(problem, "not_ready", NULL);
}

/* ---- files that travel inside the program ---- */

/* A file of the program on its way: who reads slowly holds a block of it, not a copy of a megabyte. */
struct sending {
    const struct embedded_file *file;
    size_t sent;
};

static bool next_block(void *state, struct text *out, bool *failed)
{
    struct sending *sending = state;
    size_t left = sending->file->length - sending->sent, count = left < BLOCK ? left : BLOCK;
    text_add_bytes(out, sending->file->bytes + sending->sent, count);
    sending->sent += count;
    *failed = false;
    return count > 0;
}

static bool send_embedded(const char *path, const char *type, struct reply *reply, struct problem *problem)
{
    const struct embedded_file *file = embedded_find(path);
    if (file == NULL)
        return problem_set(problem, "not_found", NULL);
    struct sending *sending = memory_new(1, sizeof *sending);
    sending->file = file;
    reply->stream = (struct reply_stream){.next = next_block, .close = free, .state = sending, .length = file->length};
    snprintf(reply->etag, sizeof reply->etag, "\"%s\"", file->digest);
    reply->content_type = type;
    return true;
}

bool get_contract_json(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)request;
    return send_embedded("openapi.json", "application/json", reply, problem);
}

bool get_contract_yaml(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)request;
    return send_embedded("openapi.yaml", "application/yaml", reply, problem);
}

bool get_docs(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)request;
    return send_embedded("docs/site/index.html", "text/html; charset=utf-8", reply, problem);
}

static const char *type_of_file(const char *name)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".css", "text/css; charset=utf-8"},   {".js", "text/javascript; charset=utf-8"}, {".svg", "image/svg+xml"},
        {".html", "text/html; charset=utf-8"}, {".txt", "text/plain; charset=utf-8"},
    };
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].ending, ending) == 0)
            return types[i].type;
    return "text/plain; charset=utf-8";
}

/* The pages that docs/build made, under the names that its navigation gives them. */
static bool send_page(const char *path, struct reply *reply, struct problem *problem)
{
    reply->content_policy = html_policy;
    return send_embedded(path, "text/html; charset=utf-8", reply, problem);
}

bool get_docs_page(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *path = text_format("docs/pages/%s.html", request_argument(request, "page"));
    return send_page(path, reply, problem);
}

bool get_docs_chapter_page(struct request *request, struct reply *reply, struct problem *problem)
{
    scoped(free_string) char *path =
        text_format("docs/pages/%s/%s.html", request_argument(request, "chapter"), request_argument(request, "page"));
    return send_page(path, reply, problem);
}

bool get_docs_file(struct request *request, struct reply *reply, struct problem *problem)
{
    const char *name = request_argument(request, "file");
    static const char *const folders[] = {"docs/site", "docs/site/vendor", "docs/pictures"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        scoped(free_string) char *path = text_format("%s/%s", folders[i], name);
        if (embedded_find(path))
            return send_embedded(path, type_of_file(name), reply, problem);
    }
    return problem_set(problem, "not_found", NULL);
}

/* ---- the home page ---- */

static const struct link {
    const char *name, *path, *vi, *en;
} links[] = {
    {"docs", "/docs", "Tra cứu và dùng thử giao diện lập trình", "Browse and try the API"},
    {"guides", "/docs/contents", "Tài liệu hướng dẫn", "Documentation"},
    {"contract_json", "/openapi.json", "Đặc tả OpenAPI (JSON)", "Contract, OpenAPI (JSON)"},
    {"contract_yaml", "/openapi.yaml", "Đặc tả OpenAPI (YAML)", "Contract, OpenAPI (YAML)"},
    {"problems", "/docs/problems", "Giải thích các mã lỗi", "What each error code means"},
    {"liveness", "/livez", "Dịch vụ còn sống?", "Is the service alive?"},
    {"readiness", "/readyz", "Dịch vụ sẵn sàng?", "Is the service ready?"},
};
#define LINK_COUNT (sizeof links / sizeof links[0])

static void add_home_page(const char *language, struct text *out)
{
    bool english = strcmp(language, "en") == 0;
    html_open(out, language, "thidua");
    text_print(out, "<h1>thidua</h1>\n<p>%s</p>\n<ul>\n",
               english ? "Patriotic emulation movements and commendations: REST service."
                       : "Phong trào thi đua yêu nước và khen thưởng: dịch vụ REST.");
    for (size_t i = 0; i < LINK_COUNT; i++)
        text_print(out, "<li><a href=\"%s\">%s</a></li>\n", links[i].path, english ? links[i].en : links[i].vi);
    text_add(out, "</ul>\n");
    html_end(out);
}

bool get_home(struct request *request, struct reply *reply, struct problem *problem)
{
    (void)problem;
    if (request->format == FORMAT_HTML) {
        reply->content_type = "text/html; charset=utf-8";
        add_home_page(request->language, &reply->body);
        return true;
    }
    text_print(&reply->body, "{\"name\":\"thidua\",\"version\":\"%s\",\"links\":{", THIDUA_VERSION);
    for (size_t i = 0; i < LINK_COUNT; i++)
        text_print(&reply->body, "%s\"%s\":\"%s\"", i ? "," : "", links[i].name, links[i].path);
    text_add(&reply->body, "}}");
    return true;
}
