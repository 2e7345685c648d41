/* dossier_members.h: what a campaign's dossier is made of: which requests, under which names. */
#pragma once

enum member_kind {
    MEMBER_THING, /* JSON as GET answers it */
    MEMBER_ROWS,  /* a list, as JSON */
    MEMBER_TABLE, /* the same, and as CSV beside it */
    MEMBER_PAGE,  /* an official document, as a page that prints */
    MEMBER_FILE,  /* the file of a document, where it has one */
};

/* {0} is the campaign, {1} the thing of a list that this stands below, {2} the one below that. */
struct member {
    enum member_kind kind;
    const char *name; /* in the archive, without its ending */
    const char *path; /* asked for, below the base path */
    const char *key;  /* of its rows, by which `below` is asked; NULL: id */
    const struct member *below;
};

/* It ends, as each below it, with a member without a path. */
extern const struct member dossier_members[];
