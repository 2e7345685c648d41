/* torture.c: makes one call of the service to others fail, the one it is told to, once. Linked into a program of its
 * own (`make build/torture/thidua`), in which the linker leads each call of our objects named in calls.h through here;
 * the service itself knows nothing of it.
 *
 * A call is known by its function and by who called whom, four deep, which is found by frame pointers. Commands come by
 * a line each through the socket that TORTURE_SOCKET names; without it nothing ever fails.
 * - fail KEY N: lets the Nth call of this key from now on fail; TORTURE_FAIL="KEY N" does so from the beginning on
 * - fired: 1 when it did; nothing is to fail any more
 * - forget: forgets what was heard
 * - heard: a line for each key since then, KEY FUNCTION TIMES and its places in the program; ended by a dot
 * - leaks: 1 when memory has been lost (the report goes where the sanitizer's reports go) */
#include <errno.h>
#include <pthread.h>
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { DEPTH = 4, KEYS = 1 << 15 };

/* To us all kinds but one are alike; run.mjs judges them differently. */
#define LACKS(name, answer)  FAILS(name, answer)
#define READS(name, answer)  FAILS(name, answer)
#define CLOSES(name, answer) FAILS(name, answer)

#define FAILS(name, answer) CALL_##name,
#define ENDS(name, answer)  CALL_##name,
enum call {
#include "calls.h"
    CALLS
};
#undef FAILS
#undef ENDS

#define FAILS(name, answer) [CALL_##name] = #name,
#define ENDS(name, answer)  [CALL_##name] = #name,
static const char *const names[CALLS] = {
#include "calls.h"
};
#undef FAILS
#undef ENDS

extern const char __executable_start, etext;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct heard {
    uint64_t key;
    enum call call;
    uintptr_t places[DEPTH];
    unsigned long times;
} heard[KEYS];
static uint64_t wanted;
static unsigned long wanted_after;
static bool armed, fired;
static _Thread_local bool exempt; /* the thread that takes commands */
static bool listening;

static bool is_ours(uintptr_t place)
{
    return place > (uintptr_t)&__executable_start && place < (uintptr_t)&etext;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 29);
}

static struct heard *slot_of(uint64_t key)
{
    for (size_t i = key % KEYS, tried = 0; tried < KEYS; i = (i + 1) % KEYS, tried++)
        if (heard[i].key == key || heard[i].key == 0)
            return &heard[i];
    return &heard[key % KEYS];
}

static bool is_turn(uint64_t key)
{
    if (!armed || key != wanted || --wanted_after > 0)
        return false;
    armed = false;
    return fired = true;
}

/* Whether this call is to fail. `frame` is what its caller's frame pointer was. */
__attribute__((used, no_sanitize("address", "undefined"))) int torture_fails(enum call call, uintptr_t place,
                                                                             const uintptr_t *frame)
{
    uintptr_t places[DEPTH] = {0};
    uint64_t key = mix(1469598103934665603U, call);
    size_t depth = 0;
    if (!listening || exempt)
        return 0;
    while (depth < DEPTH && is_ours(place)) {
        places[depth++] = place - (uintptr_t)&__executable_start;
        key = mix(key, place - (uintptr_t)&__executable_start);
        if (frame == NULL || frame[0] <= (uintptr_t)frame)
            break;
        place = frame[1];
        frame = (const uintptr_t *)frame[0];
    }
    pthread_mutex_lock(&lock);
    struct heard *slot = slot_of(key);
    if (slot->key == 0) {
        slot->key = key;
        slot->call = call;
        memcpy(slot->places, places, sizeof places);
    }
    slot->times++;
    bool turn = is_turn(key);
    pthread_mutex_unlock(&lock);
    if (turn)
        errno = ENOMEM;
    return turn;
}

/* ---- the way through: every register is as it was, and the call goes on as if nobody had been here ---- */

#define AROUND(name, done)                                                                                             \
    __asm__(".text\n.globl __wrap_" #name "\n.type __wrap_" #name ",@function\n__wrap_" #name ":\n"                    \
            "push %rbp; mov %rsp, %rbp\n"                                                                              \
            "push %rax; push %rdi; push %rsi; push %rdx; push %rcx; push %r8; push %r9; push %r10\n"                   \
            "sub $128, %rsp\n"                                                                                         \
            "movups %xmm0, (%rsp); movups %xmm1, 16(%rsp); movups %xmm2, 32(%rsp); movups %xmm3, 48(%rsp)\n"           \
            "movups %xmm4, 64(%rsp); movups %xmm5, 80(%rsp); movups %xmm6, 96(%rsp); movups %xmm7, 112(%rsp)\n"        \
            "mov number_of_" #name "(%rip), %edi; mov 8(%rbp), %rsi; mov (%rbp), %rdx\n"                               \
            "call torture_fails\n"                                                                                     \
            "mov %eax, %r11d\n"                                                                                        \
            "movups (%rsp), %xmm0; movups 16(%rsp), %xmm1; movups 32(%rsp), %xmm2; movups 48(%rsp), %xmm3\n"           \
            "movups 64(%rsp), %xmm4; movups 80(%rsp), %xmm5; movups 96(%rsp), %xmm6; movups 112(%rsp), %xmm7\n"        \
            "add $128, %rsp\n"                                                                                         \
            "pop %r10; pop %r9; pop %r8; pop %rcx; pop %rdx; pop %rsi; pop %rdi; pop %rax; pop %rbp\n"                 \
            "test %r11d, %r11d\n"                                                                                      \
            "jnz 1f\n"                                                                                                 \
            "jmp __real_" #name "@PLT\n"                                                                               \
            "1:\n" done "mov answer_of_" #name "(%rip), %rax\n"                                                        \
            "ret\n");
#define NUMBERED(name, answer)                                                                                         \
    __attribute__((used)) static const int number_of_##name __asm__("number_of_" #name) = CALL_##name;                 \
    __attribute__((used)) static const long answer_of_##name __asm__("answer_of_" #name) = answer;
#define FAILS(name, answer) NUMBERED(name, answer) AROUND(name, "")
#define ENDS(name, answer)                                                                                             \
    NUMBERED(name, answer) AROUND(name, "sub $8, %rsp; call __real_" #name "@PLT; add $8, %rsp\n")
#include "calls.h"

/* ---- commands ---- */

static void tell_heard(FILE *out)
{
    for (size_t i = 0; i < KEYS; i++) {
        struct heard *one = &heard[i];
        if (one->times == 0)
            continue;
        fprintf(out, "%016lx %s %lu", one->key, names[one->call], one->times);
        for (size_t k = 0; k < DEPTH && one->places[k]; k++)
            fprintf(out, " %lx", one->places[k]);
        fputc('\n', out);
    }
    fputs(".\n", out);
}

static void obey(const char *command, FILE *out)
{
    uint64_t key;
    unsigned long after;
    pthread_mutex_lock(&lock);
    if (sscanf(command, "fail %lx %lu", &key, &after) == 2) {
        wanted = key;
        wanted_after = after;
        armed = true;
        fired = false;
        fputs("ok\n", out);
    } else if (strcmp(command, "fired\n") == 0) {
        armed = false;
        fprintf(out, "%d\n", fired);
    } else if (strcmp(command, "forget\n") == 0) {
        memset(heard, 0, sizeof heard);
        fputs("ok\n", out);
    } else if (strcmp(command, "heard\n") == 0) {
        tell_heard(out);
    } else if (strcmp(command, "leaks\n") == 0) {
        fprintf(out, "%d\n", __lsan_do_recoverable_leak_check());
    } else {
        fputs("what?\n", out);
    }
    pthread_mutex_unlock(&lock);
    fflush(out);
}

static void *take_commands(void *argument)
{
    int listener = *(int *)argument;
    char line[200];
    sigset_t all;
    sigfillset(&all); /* they are for the service's own threads */
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    exempt = true;
    for (;;) {
        int client = accept(listener, NULL, NULL);
        FILE *in = client < 0 ? NULL : fdopen(client, "r"), *out = client < 0 ? NULL : fdopen(dup(client), "w");
        while (in && out && fgets(line, sizeof line, in))
            obey(line, out);
        if (in)
            fclose(in);
        if (out)
            fclose(out);
    }
    return NULL;
}

__attribute__((constructor)) static void begin(void)
{
    static int listener;
    const char *path = getenv("TORTURE_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    pthread_t thread;
    if (path == NULL || strlen(path) >= sizeof address.sun_path)
        return;
    if (getenv("TORTURE_FAIL"))
        armed = sscanf(getenv("TORTURE_FAIL"), "%lx %lu", &wanted, &wanted_after) == 2;
    strcpy(address.sun_path, path);
    unlink(path);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4) != 0 ||
        pthread_create(&thread, NULL, take_commands, &listener) != 0)
        abort();
    listening = true;
}
