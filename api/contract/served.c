/* served.c: the contract that this process serves; set once at start. */
#include "contract/contract.h"

const struct contract *contract_served;

const char *contract_label(const char *catalogue, const char *code, const char *language)
{
    const struct said *label = contract_served ? contract_entry(contract_served, catalogue, code) : NULL;
    return label ? said_in(label, language) : code;
}
