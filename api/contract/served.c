/* served.c: the contract that this process serves; set once at start. */
#include "contract/contract.h"

const struct contract *contract_served;
