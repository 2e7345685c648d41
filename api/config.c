/* config.c: settings from the environment, one table; `thidua --help` prints it. */
#include "config.h"

#include "support/text.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct config config;

enum setting_kind { TEXT, NUMBER, SWITCH };

static const struct setting {
    const char *name;
    enum setting_kind kind;
    size_t place;
    const char *fallback; /* NULL: not set */
    long least, most;     /* of a number */
    const char *sentence;
} settings[] = {
#define AT(field) offsetof(struct config, field)
    {"THIDUA_ENV", TEXT, AT(environment), "development", 0, 0, "production, development, demo or test"},
    {"THIDUA_BIND", TEXT, AT(bind_address), "127.0.0.1", 0, 0, "address to listen on; a strict proxy stands in front"},
    {"THIDUA_PORT", NUMBER, AT(port), "8080", 0, 65535, "port of the API; 0 takes a free one and logs it"},
    {"THIDUA_OPERATIONS_PORT", NUMBER, AT(operations_port), "9090", -1, 65535,
     "port of metrics and probes on 127.0.0.1; -1 for none"},
    {"THIDUA_THREADS", NUMBER, AT(threads), "8", 1, 64, "worker threads, each with one database connection"},
    {"THIDUA_CONNECTION_LIMIT", NUMBER, AT(connection_limit), "6000", 10, 100000, "open HTTP connections at most"},
    {"THIDUA_LINGER_SECONDS", NUMBER, AT(linger_seconds), "0", 0, 60,
     "how long a stopping service waits for a proxy to close idle connections; longer than the proxy keeps them"},
    {"THIDUA_DATABASE_URL", TEXT, AT(database_url), NULL, 0, 0, "PostgreSQL for `serve`, as role thidua_service"},
    {"THIDUA_DATABASE_READ_URL", TEXT, AT(read_url), NULL, 0, 0,
     "a standby that may answer readers who have written nothing that it lacks; seconds behind at most"},
    {"THIDUA_TIMELINES_FILE", TEXT, AT(timelines_file), NULL, 0, 0,
     "where the highest timeline seen of the database is kept, so that an old primary is refused after a restart too"},
    {"THIDUA_KEPT_MEGABYTES", NUMBER, AT(kept_megabytes), "8", 0, 1024,
     "memory for public answers, kept until what they are made of changes; 0 keeps none"},
    {"THIDUA_LISTENERS", NUMBER, AT(listeners), "200", 0, 10000, "streams of changes that may be open at once"},
    {"THIDUA_STREAM_SECONDS", NUMBER, AT(stream_seconds), "3600", 1, 86400,
     "how long a stream of changes lasts at most; then its reader comes again"},
    {"THIDUA_CHANGES_DAYS", NUMBER, AT(changes_days), "90", 1, 3650, "how long the feed of changes goes back"},
    {"THIDUA_DEPLOY_URL", TEXT, AT(deploy_url), NULL, 0, 0, "PostgreSQL for deploy, seed, user, token"},
    {"THIDUA_PREPARED_STATEMENTS", SWITCH, AT(prepared_statements), "on", 0, 0, "off behind PgBouncer before 1.21"},
    {"THIDUA_JWT_KEY_FILE", TEXT, AT(jwt_key_file), NULL, 0, 0, "our EC P-256 private key (PEM); `thidua key FILE`"},
    {"THIDUA_JWT_PREVIOUS_KEY_FILE", TEXT, AT(jwt_previous_key_file), NULL, 0, 0, "the key before, while rotating"},
    {"THIDUA_JWT_HS256_SECRET_FILE", TEXT, AT(jwt_hs256_secret_file), NULL, 0, 0,
     "signs with HS256 instead; at least 32 bytes"},
    {"THIDUA_JWT_ISSUERS_FILE", TEXT, AT(jwt_issuers_file), NULL, 0, 0,
     "JSON list of outside issuers: iss, algorithm, pem_file or jwks_file, longest_life"},
    {"THIDUA_JWT_ISSUER", TEXT, AT(jwt_issuer), "thidua", 0, 0, "`iss` of our tokens"},
    {"THIDUA_JWT_AUDIENCE", TEXT, AT(jwt_audience), "thidua", 0, 0, "`aud` that a token must name"},
    {"THIDUA_GATEWAY_SENDERS_FILE", TEXT, AT(gateway_senders_file), NULL, 0, 0,
     "JSON list of agencies that sign their messages to /gateway/messages: iss (agency identifier), then as for "
     "issuers"},
    {"THIDUA_IDENTITY_KEY_FILE", TEXT, AT(identity_key_file), NULL, 0, 0,
     "keys that seal citizen identifiers, the newest first; every instance the same; `thidua identity-key FILE`"},
    {"THIDUA_CURSOR_KEY_FILE", TEXT, AT(cursor_key_file), NULL, 0, 0,
     "at least 32 bytes that sign page cursors; every instance the same; made from the JWT key when not set"},
    {"THIDUA_BALLOT_KEY_FILE", TEXT, AT(ballot_key_file), NULL, 0, 0,
     "keys that encrypt the keys of secret votings; every instance the same; `thidua ballot-key FILE` makes it"},
    {"THIDUA_WEBHOOK_KEY_FILE", TEXT, AT(webhook_key_file), NULL, 0, 0,
     "keys that encrypt the secrets of webhooks; every instance the same; `thidua webhook-key FILE` makes it"},
    {"THIDUA_WEBHOOK_THREADS", NUMBER, AT(webhook_threads), "2", 0, 32,
     "threads that send to webhooks, each with a database connection while it works, and one more; 0 sends nothing"},
    {"THIDUA_WEBHOOK_SECONDS", NUMBER, AT(webhook_seconds), "10", 1, 60, "in which a receiver must have answered"},
    {"THIDUA_WEBHOOK_LOG_DAYS", NUMBER, AT(webhook_log_days), "30", 1, 3650,
     "how long deliveries that are over, and dead letters, stay in the log"},
    {"THIDUA_WEBHOOK_NETWORKS", TEXT, AT(webhook_networks), "", 0, 0,
     "addresses and ranges of the own network that webhooks may reach, separated by commas; public ones they may"},
    {"THIDUA_WEBHOOK_PORTS", TEXT, AT(webhook_ports), "443,8443", 0, 0,
     "ports and ranges of ports that webhooks may reach, separated by commas"},
    {"THIDUA_WEBHOOK_HTTP", SWITCH, AT(webhook_plain_http), "off", 0, 0,
     "on allows http without TLS, to THIDUA_WEBHOOK_NETWORKS only"},
    {"THIDUA_WEBHOOK_CA_FILE", TEXT, AT(webhook_ca_file), NULL, 0, 0,
     "certificate authorities (PEM) that vouch for receivers; those of the system when not set"},
    {"THIDUA_AUDIT_KEY_FILE", TEXT, AT(audit_key_file), NULL, 0, 0,
     "EC P-256 private key (PEM) that signs the audit's heads; the key of tokens when not set; `thidua key FILE`"},
    {"THIDUA_AUDIT_HEADS_FILE", TEXT, AT(audit_heads_file), NULL, 0, 0,
     "where signed heads of the audit are appended; they are in the log too"},
    {"THIDUA_AUDIT_HEAD_SECONDS", NUMBER, AT(audit_head_seconds), "60", 1, 3600, "how often a head is signed"},
    {"THIDUA_CORS_ORIGINS", TEXT, AT(cors_origins), "", 0, 0, "exact origins of browsers, separated by commas"},
    {"THIDUA_TRUSTED_PROXIES", TEXT, AT(trusted_proxies), "", 0, 0,
     "addresses and ranges whose X-Forwarded-For is believed, separated by commas; this machine's always is"},
    {"THIDUA_FAILURES_PER_ADDRESS", NUMBER, AT(failures_per_address), "30", 1, 100000,
     "wrong passwords from one address within 15 minutes; then it waits"},
    {"THIDUA_PASSWORD_MINIMUM", NUMBER, AT(password_minimum), "12", 12, 64, "characters of a new password at least"},
    {"THIDUA_PUBLIC_URL", TEXT, AT(public_url), "", 0, 0, "what links to our pages begin with"},
    {"THIDUA_OPEN_DATA_LICENCE", TEXT, AT(open_data_licence), "https://creativecommons.org/licenses/by/4.0/", 0, 0,
     "address of the licence under which /public gives its data; `none` says nothing of one"},
    {"THIDUA_OPEN_DATA_PUBLISHER", TEXT, AT(open_data_publisher), "", 0, 0,
     "who publishes the catalogue of open data; else the highest unit that published something, or the highest of all"},
    {"THIDUA_BUSINESS_TIME", TEXT, AT(business_time), NULL, 0, 0,
     "2025-06-16T08:00: people's clock starts there (Asia/Ho_Chi_Minh); refused in production"},
#undef AT
};

#define SETTING_COUNT (sizeof settings / sizeof settings[0])

static bool complain(const struct setting *setting, const char *value, const char *wanted)
{
    fprintf(stderr, "thidua: %s is '%s'; it must be %s.\n", setting->name, value, wanted);
    return false;
}

static bool read_number(const struct setting *setting, const char *value, long *place)
{
    char *end;
    errno = 0;
    *place = strtol(value, &end, 10);
    if (errno || end == value || *end || *place < setting->least || *place > setting->most) {
        char wanted[80];
        snprintf(wanted, sizeof wanted, "a whole number from %ld to %ld", setting->least, setting->most);
        return complain(setting, value, wanted);
    }
    return true;
}

static bool read_setting(const struct setting *setting)
{
    const char *value = getenv(setting->name);
    if (value == NULL || *value == '\0')
        value = setting->fallback;
    void *place = (char *)&config + setting->place;
    if (setting->kind == TEXT)
        *(char **)place = text_copy(value);
    else if (setting->kind == NUMBER)
        return read_number(setting, value, place);
    else if (strcmp(value, "on") == 0 || strcmp(value, "off") == 0)
        *(bool *)place = value[1] == 'n';
    else
        return complain(setting, value, "on or off");
    return true;
}

/* Vietnam has had no summer time since 1975: the business time is UTC+7 all year. */
static bool read_business_time(void)
{
    if (config.business_time == NULL)
        return true;
    struct tm parts = {0};
    const char *rest = strptime(config.business_time, "%Y-%m-%d", &parts);
    if (rest && *rest == 'T')
        rest = strptime(rest, "T%H:%M", &parts);
    else
        parts.tm_hour = 8;
    if (rest == NULL || *rest) {
        fprintf(stderr, "thidua: THIDUA_BUSINESS_TIME is '%s'; it must look like 2025-06-16T08:00.\n",
                config.business_time);
        return false;
    }
    if (strcmp(config.environment, "production") == 0) {
        fputs("thidua: THIDUA_BUSINESS_TIME is refused when THIDUA_ENV is production.\n", stderr);
        return false;
    }
    config.business_offset = floor(difftime(timegm(&parts) - 7 * 3600, time(NULL)));
    return true;
}

static bool read_environment_name(void)
{
    static const char *const known[] = {"production", "development", "demo", "test"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(config.environment, known[i]) == 0)
            return true;
    return complain(&settings[0], config.environment, settings[0].sentence);
}

bool config_read(void)
{
    bool well = true;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        well &= read_setting(&settings[i]);
    return (bool)(read_environment_name() & read_business_time() & well);
}

void config_print_help(FILE *stream)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        fprintf(stream, "  %-30s %s%s%s%s\n", settings[i].name, settings[i].sentence,
                settings[i].fallback && *settings[i].fallback ? " [" : "",
                settings[i].fallback && *settings[i].fallback ? settings[i].fallback : "",
                settings[i].fallback && *settings[i].fallback ? "]" : "");
}

/* What stands between "user:" and "@", or behind "password=", is nobody's to read. */
static void print_without_password(FILE *stream, const char *value)
{
    const char *user = strstr(value, "://"), *sign = user ? strchr(user, '@') : NULL;
    const char *colon = sign ? memchr(user + 3, ':', (size_t)(sign - user - 3)) : NULL;
    const char *named = strstr(value, "password=");
    if (colon)
        fprintf(stream, "%.*s***%s", (int)(colon + 1 - value), value, sign);
    else if (named)
        fprintf(stream, "%.*s***%s", (int)(named + 9 - value), value, named + 9 + strcspn(named + 9, " &"));
    else
        fputs(value, stream);
}

static bool is_setting(const char *name, size_t length)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (strlen(settings[i].name) == length && strncmp(settings[i].name, name, length) == 0)
            return true;
    return strncmp(name, "THIDUA_TEST_", 12) == 0;
}

int config_print_sources(FILE *stream)
{
    int unknown = 0;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const char *given = getenv(settings[i].name);
        bool set = given && *given;
        const char *value = set ? given : settings[i].fallback;
        fprintf(stream, "%-30s %-12s ", settings[i].name,
                set               ? "environment"
                : value && *value ? "default"
                                  : "not set");
        print_without_password(stream, value ? value : "");
        fputc('\n', stream);
    }
    for (char **variable = environ; *variable; variable++)
        if (strncmp(*variable, "THIDUA_", 7) == 0 && !is_setting(*variable, strcspn(*variable, "="))) {
            fprintf(stream, "FAULT  %.*s: is no setting\n       `thidua --help` lists them.\n",
                    (int)strcspn(*variable, "="), *variable);
            unknown++;
        }
    return unknown;
}

void config_close(void)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (settings[i].kind == TEXT)
            free(*(char **)((char *)&config + settings[i].place));
    config = (struct config){0};
}
