/* routes.c: paths as a trie over their segments. Literal segments win over parameters. */
#include "contract/internal.h"

#include <string.h>

struct node {
    const char *literal; /* the segment that leads here; borrowed from a template, `length` bytes */
    size_t length;
    struct node *next;      /* sibling */
    struct node *literals;  /* children */
    struct node *parameter; /* child for any other segment */
    unsigned methods;
    const struct operation *operations[METHOD_COUNT];
};

#define MOST_VALUES (sizeof((struct route *)0)->values / sizeof((struct route *)0)->values[0])

static struct node *literal_child(const struct node *node, const char *segment, size_t length)
{
    for (struct node *child = node->literals; child; child = child->next)
        if (child->length == length && memcmp(child->literal, segment, length) == 0)
            return child;
    return NULL;
}

static struct node *grown(struct contract *contract, struct node *node, const char *segment, size_t length)
{
    if (*segment == '{') {
        if (node->parameter == NULL)
            node->parameter = arena_new(&contract->arena, 1, sizeof *node);
        return node->parameter;
    }
    struct node *child = literal_child(node, segment, length);
    if (child)
        return child;
    child = arena_new(&contract->arena, 1, sizeof *child);
    *child = (struct node){.literal = segment, .length = length, .next = node->literals};
    node->literals = child;
    return child;
}

bool routes_add(struct contract *contract, struct operation *operation, const struct location *place)
{
    if (contract->routes == NULL)
        contract->routes = arena_new(&contract->arena, 1, sizeof *contract->routes);
    struct node *node = contract->routes;
    size_t values = 0;
    for (const char *rest = operation->path; rest;) {
        size_t length = strcspn(++rest, "/");
        values += *rest == '{';
        node = grown(contract, node, rest, length);
        rest = rest[length] ? rest + length : NULL;
    }
    if (values > MOST_VALUES)
        return contract_fail(contract, place, "a path may have %zu parameters at most", MOST_VALUES);
    if (node->operations[operation->method])
        return contract_fail(contract, place, "another path with this method means the same");
    node->operations[operation->method] = operation;
    node->methods |= 1U << operation->method;
    return true;
}

/* The node of the path whose unread rest is `rest` (NULL: read to the end), trying literals first. */
static const struct node *find(const struct node *node, const char *rest, struct route *route)
{
    if (rest == NULL)
        return node->methods ? node : NULL;
    size_t length = strcspn(rest, "/");
    const char *after = rest[length] ? rest + length + 1 : NULL;
    const struct node *child = literal_child(node, rest, length);
    const struct node *found = child ? find(child, after, route) : NULL;
    if (found || node->parameter == NULL || length == 0 || route->value_count == MOST_VALUES)
        return found;
    route->values[route->value_count++] = (struct path_value){.bytes = rest, .length = length};
    found = find(node->parameter, after, route);
    if (found == NULL)
        route->value_count--;
    return found;
}

struct route contract_route(const struct contract *contract, enum method method, const char *path)
{
    struct route route = {0};
    if (*path != '/' || contract->routes == NULL)
        return route;
    const struct node *node = find(contract->routes, path + 1, &route);
    if (node == NULL)
        return route;
    route.allowed_methods = node->methods | 1U << METHOD_OPTIONS;
    if (node->operations[METHOD_GET])
        route.allowed_methods |= 1U << METHOD_HEAD;
    route.operation = method < METHOD_COUNT ? node->operations[method] : NULL; /* a method that nobody knows */
    if (route.operation == NULL && method == METHOD_HEAD)
        route.operation = node->operations[METHOD_GET];
    for (size_t i = 0; route.operation && i < route.value_count; i++)
        route.values[i].name = route.operation->parameters[i].name;
    return route;
}
