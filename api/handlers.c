/* handlers.c: the operations that C answers, because SQL should not: passwords and tokens, files, pages. All others are
 * answered by the SQL file of their name. */
#include "auth/handlers.h"
#include "councils/handlers.h"
#include "documents/handlers.h"
#include "exchange/handlers.h"
#include "http/calendar_feeds.h"
#include "http/gateway.h"
#include "http/identity_readings.h"
#include "http/pages.h"
#include "http/picture_links.h"
#include "http/public_awards.h"
#include "http/public_data.h"
#include "http/request.h"

#include <stdlib.h>
#include <string.h>

static const struct handler handlers[] = {
    /* operation (in this order, for they are searched), answers, within a transaction of the engine */
    {"cast_council_ballots", cast_council_ballots, true},
    {"cast_council_letters", cast_council_letters, true},
    {"change_password", change_password, false},
    {"create_calendar_feed", create_calendar_feed, true},
    {"create_document", create_document, true},
    {"create_identity_reading", create_identity_reading, true},
    {"create_import", create_import, true},
    {"create_password_reset", create_password_reset, true},
    {"create_picture_link", create_picture_link, false},
    {"create_public_objection", create_public_objection, true},
    {"create_service_token", create_service_token, true},
    {"create_token", create_token, false},
    {"create_webhook", create_webhook, true},
    {"create_webhook_secret", create_webhook_secret, true},
    {"get_campaign_dossier", get_campaign_dossier, false},
    {"get_contract_json", get_contract_json, false},
    {"get_contract_yaml", get_contract_yaml, false},
    {"get_docs", get_docs, false},
    {"get_docs_chapter_page", get_docs_chapter_page, false},
    {"get_docs_file", get_docs_file, false},
    {"get_docs_page", get_docs_page, false},
    {"get_document_content", get_document_content, true},
    {"get_home", get_home, false},
    {"get_import_template", get_import_template, true},
    {"get_jwks", get_jwks, false},
    {"get_liveness", get_liveness, false},
    {"get_problem_page", get_problem_page, false},
    {"get_public_award", get_public_award, false},
    {"get_public_catalogue", get_public_catalogue, true},
    {"get_readiness", get_readiness, false},
    {"get_targets_template", get_targets_template, true},
    {"get_values_template", get_values_template, true},
    {"list_changes", list_changes, true},
    {"list_problem_codes", list_problem_codes, false},
    {"list_public_consultations", list_public_consultations, true},
    {"list_public_datasets", list_public_datasets, true},
    {"move_council_session", move_council_session, true},
    {"pass_gateway_message", pass_gateway_message, false},
    {"refresh_token", refresh_token, false},
    {"revoke_tokens", revoke_tokens, true},
    {"search_public_awards", search_public_awards, false},
    {"stream_changes", stream_changes, true},
    {"update_webhook", update_webhook, true},
    {"use_password_reset", use_password_reset, false},
};

static int compare(const void *id, const void *handler)
{
    return strcmp(id, ((const struct handler *)handler)->operation_id);
}

const struct handler *handler_find(const char *operation_id)
{
    return bsearch(operation_id, handlers, sizeof handlers / sizeof handlers[0], sizeof handlers[0], compare);
}
