/* check_config.c: `thidua check --config`: every setting, where its value comes from, what is wrong and what helps. It
 * starts what `serve` would start, up to the first request, and stops again. */
#include "check.h"
#include "config.h"
#include "database/database.h"
#include "database/standby.h"
#include "start.h"
#include "support/scoped.h"
#include "support/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int faults;

static void complain(const char *what, const char *why, const char *remedy)
{
    printf("FAULT  %s: %s\n       %s\n", what, why, remedy);
    faults++;
}

/* True when the database can be asked. */
static bool judge_steps(void)
{
    bool reached = true;
    size_t count;
    const struct start_step *steps = start_steps(&count);
    for (size_t i = 0; i < count; i++) {
        scoped(free_string) char *fault = NULL;
        bool well = steps[i].start(&fault) && (steps[i].awaited == NULL || steps[i].awaited(&fault));
        reached &= well || strcmp(steps[i].what, "THIDUA_DATABASE_URL") != 0;
        if (well)
            printf("ok     %s\n", steps[i].what);
        else
            complain(steps[i].what, fault ? fault : "it does not start", steps[i].remedy);
    }
    return reached;
}

static void judge_readiness(void)
{
    scoped(free_string) char *why_not = NULL;
    if (database_ready(&why_not))
        puts("ok     the database is ready");
    else
        complain(
            "the database", why_not ? why_not : "it is not ready",
            "`thidua deploy` brings it to the state of this program; fsync and its kin are settings of PostgreSQL.");
}

static void judge_standby(void)
{
    scoped(free_string) char *why_not = NULL;
    if (config.read_url == NULL)
        return;
    if (standby_answers(&why_not))
        puts("ok     THIDUA_DATABASE_READ_URL");
    else
        complain(
            "THIDUA_DATABASE_READ_URL", why_not,
            "Connect as thidua_service to a hot standby of the same database; until then the primary answers all.");
}

/* What starts, and should not stay so where real people work. */
static void judge_production(void)
{
    if (strcmp(config.environment, "production") != 0)
        return;
    if (strncmp(config.public_url ? config.public_url : "", "https://", 8) != 0)
        complain("THIDUA_PUBLIC_URL", "links in documents, calendars and problems lead nowhere",
                 "Set the address that people type, https://…, without a slash at its end.");
    if (config.linger_seconds == 0)
        complain("THIDUA_LINGER_SECONDS", "a restart may cut a request that the proxy sends on an idle connection",
                 "Set 5 behind the nginx configuration that ships.");
    if (config.ballot_key_file == NULL)
        complain("THIDUA_BALLOT_KEY_FILE", "secret votings cannot be opened",
                 "`thidua ballot-key FILE` makes one, the same for every instance.");
}

int command_check_config(bool readable)
{
    int unknown = config_print_sources(stdout);
    putchar('\n');
    if (readable) {
        if (judge_steps())
            judge_readiness();
        judge_standby();
        judge_production();
        database_close_thread();
        start_undo();
    }
    int all = faults + unknown + !readable;
    printf("check --config: %d fault%s\n", all, all == 1 ? "" : "s");
    return all ? 1 : 0;
}
