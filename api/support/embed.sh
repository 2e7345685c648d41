#!/bin/sh
# embed.sh: writes the C table of the files that travel inside the program, from "name<TAB>file" lines on standard
# input. The bytes come in by the assembler's .incbin, so that no file is turned into text first.
set -eu
export LC_ALL=C
sort -u | while IFS="$(printf '\t')" read -r name file; do
    printf '%s\t%s\t%s\t%.40s\n' "$name" "$file" "$(wc -c <"$file")" "$(sha256sum <"$file")"
done | awk -F '\t' '
    BEGIN { print "/* Written by embed.sh; do not edit. */\n#include \"support/embedded.h\"\n" }
    {
        printf "__asm__(\".pushsection .rodata\\n.balign 16\\nembedded_%d:\\n.incbin \\\"%s\\\"\\n.byte 0\\n.popsection\\n\");\n", NR, $2
        printf "extern const char embedded_%d[];\n", NR
        row[NR] = sprintf("    {\"%s\", embedded_%d, %d, \"%s\"},", $1, NR, $3, $4)
    }
    END {
        print "\nconst struct embedded_file embedded_files[] = {"
        for (i = 1; i <= NR; i++) print row[i]
        print "};\nconst size_t embedded_count = " NR ";"
    }'
