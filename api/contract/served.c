/* served.c: the contract that this process serves; set once at start. */
#include "contract/contract.h"

#include <string.h>

const struct contract *contract_served;

const char *contract_label(const char *catalogue, const char *code, const char *language)
{
    const json_t *entry, *all = contract_served ? contract_words(contract_served) : NULL;
    size_t i;
    json_array_foreach(json_object_get(json_object_get(all, "x-catalogues"), catalogue), i, entry) {
        const char *word = json_string_value(json_object_get(entry, language));
        if (word && strcmp(json_string_value(json_object_get(entry, "code")), code) == 0)
            return word;
    }
    return code;
}
