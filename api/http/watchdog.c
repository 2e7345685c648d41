/* watchdog.c: a question to our own port, /livez, which a worker has to answer before systemd's time is half over; who
 * was answered something else meanwhile is proof enough. No database is asked, and no work of ours holds a worker for
 * half of the time that ships (a long list takes 120 s at most), so that only a service whose workers all hang is
 * ended. */
#include "http/watchdog.h"

#include "http/call.h"
#include "support/log.h"
#include "support/notify.h"

#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TO_CONNECT_MILLISECONDS 1000

/* sd_watchdog_enabled(3): microseconds, for one process. */
static double half_of_its_time(void)
{
    const char *process = getenv("WATCHDOG_PID"), *time = getenv("WATCHDOG_USEC");
    bool ours = process == NULL || atol(process) == getpid();
    return time && ours ? strtod(time, NULL) / 2e6 : 0;
}

/* A socket with the question on its way; -1 when nobody lets us in. */
static int ask(const struct addrinfo *address)
{
    static const char question[] = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    int asked = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (asked < 0)
        return -1;
    struct pollfd connected = {.fd = asked, .events = POLLOUT};
    (void)connect(asked, address->ai_addr, address->ai_addrlen); /* in progress; poll() tells */
    if (poll(&connected, 1, TO_CONNECT_MILLISECONDS) > 0 &&
        send(asked, question, sizeof question - 1, MSG_NOSIGNAL) == sizeof question - 1)
        return asked;
    close(asked);
    return -1;
}

static bool is_answered(int asked)
{
    char first;
    return asked >= 0 && recv(asked, &first, 1, MSG_DONTWAIT) == 1;
}

static void watch(const sigset_t *ends, const struct addrinfo *address, double half)
{
    const struct timespec rest = {.tv_sec = (time_t)half, .tv_nsec = (long)((half - (double)(time_t)half) * 1e9)};
    int asked = ask(address);
    bool blind = asked < 0; /* before any work: a packet filter of this machine keeps us from our own address */
    if (blind)
        log_event(LOG_WARNING, "watchdog_blind", "why", "the service cannot be asked at its own address", NULL);
    unsigned long ended = calls_ended();
    while (sigtimedwait(ends, NULL, &rest) < 0) {
        if (blind || is_answered(asked) || calls_ended() != ended)
            notify_systemd("WATCHDOG=1");
        ended = calls_ended();
        if (asked >= 0)
            close(asked);
        asked = ask(address);
    }
    if (asked >= 0)
        close(asked);
}

void watchdog_wait(const sigset_t *ends, const char *host, const char *port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *address = NULL;
    double half = half_of_its_time();
    int received;
    if (half > 0 && getaddrinfo(host, port, &hints, &address) == 0)
        watch(ends, address, half);
    else
        sigwait(ends, &received);
    if (address)
        freeaddrinfo(address);
}
