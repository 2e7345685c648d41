/* tables_given.h: tables read as the body {"items": [{unit, name, value, share, day, done, tags, place: {from}}]}. */
#pragma once

#include "contract_given.h"
#include "tables/tables.h"

#include <criterion/new/assert.h>

#define ROW                                                                                                            \
    "{'type':'object','additionalProperties':false,'required':['unit'],'properties':{"                                 \
    "'unit':{'type':'string','format':'unit-reference','title':'Đơn vị'},"                                         \
    "'name':{'type':['string','null'],'title':'Tên','maxLength':20},"                                                 \
    "'value':{'type':['number','null'],'title':'Giá trị'},"                                                         \
    "'count':{'type':'integer','title':'Số lượng'},"                                                              \
    "'day':{'type':'string','format':'date','title':'Ngày'},"                                                         \
    "'done':{'type':'boolean','title':'Xong'},"                                                                        \
    "'tags':{'type':'array','title':'Nhãn','items':{'type':'string'}},"                                               \
    "'place':{'type':'object','additionalProperties':false,'properties':{'from':{'type':'string'},"                    \
    "'to':{'type':'string'}}},"                                                                                        \
    "'target':{'type':'number','readOnly':true,'title':'Chỉ tiêu'}}}"
#define BODY                                                                                                           \
    "{'type':'object','additionalProperties':false,'required':['items'],'properties':{'items':{'type':'array',"        \
    "'items':" ROW "}}}"

/* A table that was read, with the problem there was. */
struct read_table {
    struct contract *contract;
    struct table table;
    struct problem problem;
    char *told; /* the items; or, when it was refused, what was told of it */
};

static inline void read_close(struct read_table *read)
{
    table_close(&read->table);
    problem_close(&read->problem);
    contract_free(read->contract);
    free(read->told);
}

static inline struct read_table read_source(const struct table_source *source, struct table_wishes wishes)
{
    struct read_table read = {0};
    scoped(free_string) char *contract = probe(BODY, THING);
    read.contract = given(contract);
    wishes.contract = read.contract;
    wishes.body = contract_operation(read.contract, "probe")->bodies[0].schema;
    if (table_read(source, &wishes, &read.table, &read.problem))
        read.told = text_copy(text_string(&read.table.body));
    else
        read.told = told(&read.problem);
    for (char *at = read.told; *at; at++)
        if (*at == '"')
            *at = '\'';
    return read;
}

static inline void expect_told(const struct read_table *read, const char *expected)
{
    cr_assert(eq(str, read->told, (char *)(size_t)expected));
}
