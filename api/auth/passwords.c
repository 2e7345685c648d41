/* passwords.c: yescrypt by libxcrypt. A hash takes some 50 ms and 16 MB, so two are made at once; whoever comes third
 * is asked to come back (503) instead of waiting on a worker thread. */
#include "auth/passwords.h"

#include "support/scoped.h"
#include "support/text.h"

#include <crypt.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

enum { AT_ONCE = 2, PASSWORD_MOST = 256, VARIETY_LEAST = 5 };

static sem_t places;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_places(void)
{
    sem_init(&places, 0, AT_ONCE);
}

bool password_place_take(struct problem *problem)
{
    pthread_once(&opened, open_places);
    if (sem_trywait(&places) == 0)
        return true;
    problem_set(problem, "busy", NULL);
    problem->retry_after = 1;
    return false;
}

void password_place_leave(bool *placed)
{
    if (*placed)
        sem_post(&places);
}

/* A crypt_data is 32 kB: too much for the small stacks of worker threads. */
static char *hash_with(const char *password, const char *setting)
{
    struct text room = {0};
    struct crypt_data *data = (struct crypt_data *)(void *)text_reserve(&room, sizeof *data);
    memset(data, 0, sizeof *data);
    char *hash = text_copy(crypt_rn(password, setting, data, sizeof *data));
    explicit_bzero(data, sizeof *data);
    text_close(&room);
    return hash;
}

char *password_hash(const char *password, struct problem *problem)
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    char *hash = NULL;
    if (crypt_gensalt_rn("$y$", 0, NULL, 0, setting, sizeof setting))
        hash = hash_with(password, setting);
    if (hash == NULL)
        problem_set(problem, "internal_error", NULL);
    return hash;
}

static bool equal(const char *one, const char *other)
{
    size_t length = strlen(one);
    return length == strlen(other) && CRYPTO_memcmp(one, other, length) == 0;
}

/* No hash (nobody has this name, or he signs in elsewhere) costs the same as a wrong password. */
bool password_check(const char *password, const char *hash, struct problem *problem)
{
    static const char nobody[] = "$y$j9T$3axjJQyrOSBIjr8WOS3Pk0";
    scoped(free_string) char *made = hash_with(password, hash ? hash : nobody);
    if (made == NULL && errno == ENOMEM)
        return problem_set(problem, "internal_error", NULL);
    return made && hash && equal(made, hash);
}

/* ---- what a new password must be: long, and not the first thing to try ---- */

static bool has_variety(const char *password)
{
    bool seen[256] = {false};
    int different = 0;
    for (const char *c = password; *c; c++) {
        different += !seen[(unsigned char)*c];
        seen[(unsigned char)*c] = true;
    }
    return different >= VARIETY_LEAST;
}

/* What stands in lists of stolen passwords and is long enough, and the words of this service. */
static bool is_common(const char *password, const char *username)
{
    static const char *const words[] = {
        "thiduakhenthuong", "thidua-demo",   "thidua",        "khenthuong", "thiduayeunuoc", "matkhau",
        "password",         "qwertyuiop",    "asdfghjkl",     "1q2w3e4r5t", "qazwsxedc",     "123456789",
        "1234567890",       "987654321",     "0987654321",    "iloveyou",   "anhyeuem",      "emyeuanh",
        "vietnam",          "administrator", "quantri",       "changeme",   "letmein",       "welcome",
        "kontum",           "quangngai",     "hochiminh",     "abcdefgh",   "tinhkontum",    "ubnd",
        "abc123456",        "abcd1234",      "administrator", "superman",   "football",      "princess",
    };
    size_t length = strlen(password);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *place = strcasestr(password, words[i]);
        size_t rest = length - strlen(words[i]);
        if (place && rest < strlen(words[i]) && rest < 8)
            return true;
    }
    return username && *username && strcasestr(password, username) != NULL;
}

bool password_acceptable(const char *password, const char *username, long least, const char *pointer,
                         struct problem *problem)
{
    size_t length = strlen(password);
    long characters = 0;
    for (const char *c = password; *c; c++)
        characters += ((unsigned char)*c & 0xc0) != 0x80;
    if (characters < least)
        return problem_add(problem, pointer, "password_too_short", "{s:i}", "least", (int)least);
    if (length > PASSWORD_MOST)
        return problem_add(problem, pointer, "password_too_long", "{s:i}", "most", PASSWORD_MOST);
    if (!has_variety(password) || is_common(password, username))
        return problem_add(problem, pointer, "password_too_common", NULL);
    return true;
}
