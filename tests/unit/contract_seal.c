/* contract_seal.c: texts marked x-sealed are replaced where they stand, and every other byte of the body stays. */
#include "contract_given.h"

#include <stdlib.h>

static bool make(const char *kind, const char *text, struct sealed_text *sealed)
{
    cr_expect_str_eq(kind, "citizen_identifier");
    sealed->value = text_copy("{'s':1}");
    sealed->fingerprint = text_format("{'h':'%zu'}", strlen(text));
    return strcmp(text, "refuse") != 0 || (free(sealed->value), free(sealed->fingerprint), false);
}

#define NUMBER "{'type':['string','null'],'x-sealed':'citizen_identifier'}"
#define PERSON                                                                                                         \
    "{'type':'object','additionalProperties':false,'properties':{'name':{'type':'string'},'number':" NUMBER "}}"
#define LIST                                                                                                           \
    "{'type':'object','additionalProperties':" NUMBER ",'properties':{'name':{'type':'string'},'items':{'type':"       \
    "'array','items':" PERSON "}}}"

static struct contract *sealing(const char *schema)
{
    scoped(free_string) char *text = probe(schema, THING);
    return given(text);
}

/* What becomes of a body written with ' for ", and what stands for it in comparisons. */
static void expect_sealed(const char *schema, const char *body, const char *sealed, const char *likeness)
{
    struct contract *contract = sealing(schema);
    const struct operation *operation = contract_operation(contract, "probe");
    scoped(free_string) char *json = quoted(body), *fingerprint = NULL;
    scoped(free_string) char *wanted = quoted(sealed), *alike = quoted(likeness);
    scoped(free_string) char *made = schema_seal(operation->bodies[0].schema, json, make, &fingerprint);
    scoped(free_string) char *made_quoted = made ? quoted(made) : NULL;
    scoped(free_string) char *fingerprint_quoted = fingerprint ? quoted(fingerprint) : NULL;
    cr_expect(operation->seals);
    cr_expect_str_eq(made_quoted, wanted);
    cr_expect_str_eq(fingerprint_quoted, alike);
    contract_free(contract);
}

Test(sealing, replaces_the_text_and_keeps_every_other_byte)
{
    expect_sealed(PERSON, " {'name' : 'A Brôl',\n'number':'062', 'x': 86083.10}\n",
                  " {'name' : 'A Brôl',\n'number':{'s':1}, 'x': 86083.10}\n",
                  " {'name' : 'A Brôl',\n'number':{'h':'3'}, 'x': 86083.10}\n");
    expect_sealed(PERSON, "{'number':null,'name':'062'}", "{'number':null,'name':'062'}",
                  "{'number':null,'name':'062'}");
    expect_sealed(PERSON, "{}", "{}", "{}");
}

Test(sealing, reads_escapes_in_names_and_texts)
{
    expect_sealed(PERSON, "{'n\\u0075mber':'\\u0030\\u00362','name':'\\\\'}", "{'n\\u0075mber':{'s':1},'name':'\\\\'}",
                  "{'n\\u0075mber':{'h':'3'},'name':'\\\\'}");
}

Test(sealing, goes_into_lists_and_maps)
{
    expect_sealed(
        LIST, "{'items':[{'number':'1'},{'name':'number'},{'number':'22'}],'other':'333','name':'4'}",
        "{'items':[{'number':{'s':1}},{'name':'number'},{'number':{'s':1}}],'other':{'s':1},'name':'4'}",
        "{'items':[{'number':{'h':'1'}},{'name':'number'},{'number':{'h':'2'}}],'other':{'h':'3'},'name':'4'}");
}

Test(sealing, that_fails_leaves_nothing)
{
    struct contract *contract = sealing(PERSON);
    scoped(free_string) char *json = quoted("{'number':'refuse'}");
    char *fingerprint = NULL;
    cr_expect_null(schema_seal(contract_operation(contract, "probe")->bodies[0].schema, json, make, &fingerprint));
    cr_expect_null(fingerprint);
    contract_free(contract);
}

Test(sealing, is_wanted_of_what_can_be_sealed_only)
{
    scoped(free_string) char *fault = NULL;
    scoped(free_string) char *text = probe("{'type':'string','x-sealed':'anything'}", THING);
    cr_expect_null(load(text, &fault));
    cr_expect(strstr(fault, "nobody can seal"), "%s", fault);
    struct contract *plain = sealing("{'type':'object','additionalProperties':false,'properties':{}}");
    cr_expect_not(contract_operation(plain, "probe")->seals);
    contract_free(plain);
}
