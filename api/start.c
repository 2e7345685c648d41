/* start.c: settings, keys and database, in the order in which `serve` starts with them and `check --config` judges
 * them. What is wrong with these ends the start; a database that is away or not fit is waited for. */
#include "start.h"

#include "auth/audit_key.h"
#include "auth/auth.h"
#include "auth/envelopes.h"
#include "auth/identifiers.h"
#include "check.h"
#include "config.h"
#include "councils/ballots.h"
#include "database/database.h"
#include "database/timelines.h"
#include "exchange/audit_heads.h"
#include "exchange/webhook_secrets.h"
#include "exchange/webhook_wall.h"
#include "http/cursor.h"
#include "support/digest.h"
#include "support/log.h"
#include "support/text.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool check_contract(char **fault)
{
    *fault = check_files();
    return *fault == NULL;
}

static bool start_auth(char **fault)
{
    return auth_start(&(struct auth_settings){.key_file = config.jwt_key_file,
                                              .previous_key_file = config.jwt_previous_key_file,
                                              .hs256_secret_file = config.jwt_hs256_secret_file,
                                              .issuer = config.jwt_issuer,
                                              .audience = config.jwt_audience,
                                              .issuers_file = config.jwt_issuers_file,
                                              .lifetime_seconds = ACCESS_TOKEN_SECONDS,
                                              .password_minimum = config.password_minimum,
                                              .failures_per_address = config.failures_per_address},
                      fault);
}

static bool start_envelopes(char **fault)
{
    return envelopes_start(config.gateway_senders_file, fault);
}

static bool start_identifiers(char **fault)
{
    return identifiers_start(config.identity_key_file, fault);
}

/* Without a key file everything is served but the opening of secret votings. */
static bool start_ballots(char **fault)
{
    return ballots_start(config.ballot_key_file, fault);
}

/* Without a key file everything is served but webhooks. */
static bool start_webhooks(char **fault)
{
    return webhook_wall_configure(config.webhook_networks, config.webhook_ports, config.webhook_plain_http, fault) &&
           webhook_secrets_start(config.webhook_key_file, fault);
}

/* Cursors are signed by a key of their own, or by one derived from the JWT key, so that instances agree. */
static bool start_cursors(char **fault)
{
    const char *path = config.cursor_key_file ? config.cursor_key_file : config.jwt_key_file;
    unsigned char key[DIGEST_BYTES];
    char bytes[8192] = "thidua cursors\n";
    size_t used = strlen(bytes);
    FILE *file = path ? fopen(path, "re") : NULL;
    if (file) {
        used += fread(bytes + used, 1, sizeof bytes - used, file);
        fclose(file);
    }
    if (config.cursor_key_file == NULL && used < 32 + 15)
        return true; /* told with the keys of tokens, without which nothing is served */
    if (used < 32 + 15)
        return *fault = text_copy("holds fewer than 32 bytes, or cannot be read"), false;
    digest_bytes(bytes, used, key);
    cursor_configure(key, sizeof key);
    return true;
}

/* Tokens signed with HS256 have no key whose public half could be shown: then heads are signed by a key of their own or
 * not. */
static bool start_audit(char **fault)
{
    audit_heads_configure(config.audit_heads_file);
    if (!audit_key_start(config.audit_key_file ? config.audit_key_file : config.jwt_key_file, fault)) {
        if (config.audit_key_file)
            return false;
        free(*fault); /* told with the keys of tokens */
        *fault = NULL;
    }
    if (!audit_key_is_there())
        log_event(LOG_WARNING, "audit_heads_unsigned", "why", "THIDUA_AUDIT_KEY_FILE is not set", NULL);
    return true;
}

/* Without a file an old primary is refused for as long as the process remembers. */
static bool start_timelines(char **fault)
{
    return timelines_start(config.timelines_file, fault);
}

static bool urls_are_readable(char **fault)
{
    if (config.database_url == NULL)
        return *fault = text_copy("is not set"), false;
    if (!database_url_is_readable(config.database_url))
        return *fault = text_copy("is not a connection string that libpq can read"), false;
    if (config.read_url && !database_url_is_readable(config.read_url))
        return *fault = text_copy("THIDUA_DATABASE_READ_URL is not a connection string that libpq can read"), false;
    return true;
}

static bool start_database(char **fault)
{
    static char offset[32];
    snprintf(offset, sizeof offset, "%.0f", config.business_offset);
    if (!urls_are_readable(fault))
        return false;
    database_configure(&(struct database_settings){.url = config.database_url,
                                                   .read_url = config.read_url,
                                                   .prepared_statements = config.prepared_statements,
                                                   .statement_timeout_ms = 3000,
                                                   .lock_timeout_ms = 1000,
                                                   .deadline_seconds = 5,
                                                   .business_offset = offset,
                                                   .volatile_allowed = strcmp(config.environment, "test") == 0,
                                                   .judged = true,
                                                   .demo_refused = strcmp(config.environment, "production") == 0});
    return true;
}

static const struct start_step steps[] = {
    {"db/api", check_contract, NULL, "The program was built wrongly; install it again."},
    {"signing keys", start_auth, NULL,
     "`thidua key FILE` makes one, owned by the service's user, mode 0400; name it in THIDUA_JWT_KEY_FILE."},
    {"THIDUA_GATEWAY_SENDERS_FILE", start_envelopes, NULL,
     "Leave it out, and no message is signed; or mend the list, whose entries are those of THIDUA_JWT_ISSUERS_FILE."},
    {"THIDUA_IDENTITY_KEY_FILE", start_identifiers, NULL,
     "`thidua identity-key FILE` makes one, owned by the service's user, mode 0400."},
    {"THIDUA_BALLOT_KEY_FILE", start_ballots, NULL,
     "`thidua ballot-key FILE` makes one, owned by the service's user, mode 0400."},
    {"THIDUA_WEBHOOK_KEY_FILE, _NETWORKS, _PORTS", start_webhooks, NULL,
     "`thidua webhook-key FILE` makes one, owned by the service's user, mode 0400; networks look like 10.1.0.0/16, "
     "ports like 443,8000-8999."},
    {"THIDUA_CURSOR_KEY_FILE", start_cursors, NULL,
     "Leave it out, and cursors are signed with the key of tokens; or name a file of 32 random bytes."},
    {"THIDUA_AUDIT_KEY_FILE", start_audit, NULL,
     "`thidua key FILE` makes one, owned by the service's user, mode 0400; or leave it out, and heads are signed with "
     "the "
     "key of tokens."},
    {"THIDUA_TIMELINES_FILE", start_timelines, NULL,
     "Its folder has to be there and be the service's own, /var/lib/thidua; a file that is damaged may be removed once "
     "it "
     "is certain which server is the primary."},
    {"THIDUA_DATABASE_URL", start_database, database_fit,
     "Connect as thidua_service: postgresql://thidua_service@/thidua; it exists after the first `thidua deploy`."},
};

const struct start_step *start_steps(size_t *count)
{
    *count = sizeof steps / sizeof steps[0];
    return steps;
}

void start_undo(void)
{
    timelines_stop();
    audit_key_stop();
    webhook_secrets_stop();
    ballots_stop();
    identifiers_stop();
    envelopes_stop();
    auth_stop();
}
