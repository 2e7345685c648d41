/* probe.c: asks the service that runs with the same settings for /readyz, for health checks where there is no curl. */
#include "probe.h"

#include "config.h"
#include "support/scoped.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_SECONDS 3

static void close_socket(const int *made)
{
    if (*made >= 0)
        close(*made);
}

static int complain(const char *why)
{
    fprintf(stderr, "thidua probe: port %ld: %s.\n", config.port, why);
    return 1;
}

/* An address that stands for all addresses, such as 0.0.0.0, leads to this machine. */
static int connected_socket(void)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *address = NULL;
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    char port[8];
    snprintf(port, sizeof port, "%ld", config.port);
    if (getaddrinfo(config.bind_address, port, &hints, &address) != 0)
        return -1;
    int made = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made >= 0) {
        setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (connect(made, address->ai_addr, address->ai_addrlen) != 0) {
            close(made);
            made = -1;
        }
    }
    freeaddrinfo(address);
    return made;
}

int command_probe(int count, char **words)
{
    static const char question[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    static const char ready[] = "HTTP/1.1 200 ";
    char answer[sizeof ready] = "";
    (void)count;
    (void)words;
    scoped(close_socket) int service = connected_socket();
    if (service < 0)
        return complain("nothing answers");
    if (send(service, question, sizeof question - 1, MSG_NOSIGNAL) != sizeof question - 1)
        return complain("it does not listen to us");
    if (recv(service, answer, sizeof answer - 1, MSG_WAITALL) <= 0)
        return complain("no answer came in time");
    if (strcmp(answer, ready) != 0)
        return complain(answer);
    return 0;
}
