/* handlers.h: operations of the exchange with files and with other systems; listed in api/handlers.c. All but
 * one work within the engine's transaction. */
#pragma once

#include "http/request.h"

handler_function create_import;
handler_function get_campaign_dossier; /* keeps transactions of its own, one for each member */
handler_function list_changes;
handler_function stream_changes;
handler_function get_values_template;
handler_function get_targets_template;
handler_function get_import_template;
handler_function create_webhook;
handler_function create_webhook_secret;
handler_function update_webhook;
