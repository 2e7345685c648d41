/* public_data.c: what SQL cannot say of open data by itself: where they are found, under which licence, and who
 * publishes them, as the settings have it; and the page of what is laid open today. */
#include "http/public_data.h"

#include "config.h"
#include "database/database.h"
#include "http/answer.h"
#include "http/licence.h"
#include "http/public_page.h"
#include "render/render.h"

#include <stdlib.h>

static const char *or_nothing(const char *setting)
{
    return setting ? setting : "";
}

static const PGresult *ask(struct request *request, const char *step, struct problem *problem)
{
    return transaction_step(request->transaction, problem, step, "home", or_nothing(config.public_url), "licence",
                            licence_address(), "publisher", or_nothing(config.open_data_publisher), NULL);
}

static bool answer_rows(const struct request *request, const PGresult *rows, struct reply *reply,
                        struct problem *problem)
{
    struct answer_rows found = {.rows = rows};
    return rows && answer_from_rows(request, &found, NULL, reply, problem);
}

bool list_public_datasets(struct request *request, struct reply *reply, struct problem *problem)
{
    return answer_rows(request, ask(request, "public/list_datasets", problem), reply, problem);
}

bool get_public_catalogue(struct request *request, struct reply *reply, struct problem *problem)
{
    const PGresult *found = ask(request, "public/catalogue", problem);
    if (found == NULL)
        return false;
    text_add(&reply->body, column(found, 0, "catalogue"));
    reply->content_type = "application/ld+json";
    etag_make(reply->etag, NULL, text_string(&reply->body), reply->body.length);
    return true;
}

static bool answer_page(struct request *request, struct reply *reply, struct problem *problem)
{
    const PGresult *found = transaction_step(request->transaction, problem, "public/consultations_page", NULL);
    json_auto_t *page = found ? json_loads(column(found, 0, "page"), 0, NULL) : NULL;
    if (page == NULL)
        return problem_is_set(problem) ? false : problem_set(problem, "internal_error", NULL);
    public_page(reply, page, 200);
    etag_make(reply->etag, NULL, text_string(&reply->body), reply->body.length);
    return true;
}

bool list_public_consultations(struct request *request, struct reply *reply, struct problem *problem)
{
    if (request->format == FORMAT_HTML)
        return answer_page(request, reply, problem);
    return answer_rows(request, transaction_step(request->transaction, problem, "public/consultations", NULL), reply,
                       problem);
}
