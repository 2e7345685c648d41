# Every command a person types. Plain `make` lists them.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.SECONDARY:

VERSION := 0.1.0
CC := $(if $(shell command -v ccache),ccache )gcc

# `make V=1` shows whole commands.
quiet := $(if $(V),,@)
say = $(if $(V),,@printf '%-8s %s\n' $(1) $@)

# ---- flags ----
LIBRARIES := libulfius libmicrohttpd jansson libjwt libpq libcrypto libcrypt libutf8proc libpcre2-8 xlsxwriter libmagic libzip libarchive expat libical libsodium libcurl
CFLAGS_LIBRARIES := $(shell pkg-config --cflags $(LIBRARIES) pangocairo libqrencode 2>/dev/null)
LDLIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -lcsv -lpthread -lm
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla
COMMON = -std=gnu17 -D_GNU_SOURCE= -DTHIDUA_VERSION='"$(VERSION)"' -Iapi $(CFLAGS_LIBRARIES) -g -MMD -MP
# Criterion's macros define functions nobody declares, and compare whatever they are given.
TEST_WARNINGS := $(filter-out -Wconversion -Wmissing-prototypes,$(WARNINGS))

# What a fault in C must not become, and what that costs: docs/operations/package.md. The folder of the build stays out of the
# program, so that the same sources give the same bytes wherever they lie.
release_flags := -O2 -fPIE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection \
                 -ftrivial-auto-var-init=zero -ffile-prefix-map=$(CURDIR)=.
release_link := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
sanitized_flags := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined,bounds-strict -fno-sanitize-recover=undefined \
                   -DTHIDUA_TEST_BUILD
sanitized_link := -fsanitize=address,undefined,bounds-strict

# Reads and writes that race. libmicrohttpd, Ulfius and libpq are not built so, and gave no false alarm.
watched_flags := -O1 -fno-omit-frame-pointer -fsanitize=thread -DTHIDUA_TEST_BUILD
watched_link := -fsanitize=thread

covered_flags := -O0 --coverage -DTHIDUA_TEST_BUILD
covered_link := --coverage

# ---- what there is ----
DRAWER := $(sort $(wildcard api/certificates/*.c))
DRAWER_LIBRARIES := pangocairo cairo-pdf libqrencode jansson libcrypto
SOURCES := $(filter-out $(DRAWER),$(sort $(wildcard api/*.c api/*/*.c)))
HEADERS := $(wildcard api/*.h api/*/*.h)
EMBEDDED := $(sort $(shell find db api/render/official docs/site docs/pictures -type f -not -name '.*')) openapi.yaml
GUIDES := $(shell find docs -name '*.md') README.md tests/README.md
UNIT_TESTS := $(patsubst tests/%.c,build/tests/%,$(wildcard tests/unit/*.c))
PARSERS := $(patsubst tests/parsers/%.c,build/tests/parsers/%,$(wildcard tests/parsers/*.c))
API_TESTS := $(patsubst tests/%.c,build/tests/%,$(wildcard tests/api/*_test.c))
SUPPORT_OBJECTS := $(patsubst %.c,build/sanitized/%.o,$(wildcard tests/support/*.c))

released := tests/contract/compatibility/released.ndjson

.PHONY: contract-diff contract-release clients mock help packages build debug tests run test lint package bench fuzz attack sqlmap imports matrix mutants parsers torture races faults feed docs format clean FORCE

help: ## lists these commands
	@awk -F ':.*## ' -v there=' $(TARGETS) ' \
	    '/^[a-z-]+:.*## / && index(there, " " $$1 " ") {printf "make %-16s %s\n", $$1, $$2}' Makefile

# Each installs what it needs first, and only then lets another make look for libraries and compilers.
packages: ## installs the Debian 12 packages that are missing (as root, or with sudo)
	@api/tools/packages.sh development

build: ## builds the service, build/thidua
	@api/tools/packages.sh build
	@$(MAKE) build/thidua

debug: ## builds it with address and undefined-behaviour sanitizers, build/sanitized/thidua
	@api/tools/packages.sh build
	@$(MAKE) build/sanitized/thidua

run: ## starts a private database and the service with demo data on http://127.0.0.1:8080
	@api/tools/packages.sh run
	@$(MAKE) build/thidua
	@api/tools/run.sh

test: packages ## runs every suite; the last line counts what passed and failed
	@$(MAKE) build/sanitized/thidua tests build/torture/thidua
	@tests/run

lint: packages ## checks style, rules of the folders, contract, SQL, scripts; static analysis
	@$(MAKE) build/openapi.json
	@tests/lint

package: packages ## makes a Debian package, build/thidua_….deb, and its bill of materials beside it
	@$(MAKE) build/thidua
	@api/operations/package.sh $(VERSION)
reproduce: packages ## builds it twice, in other folders, as other people, in other places, and compares every byte
	@$(MAKE) package
	@api/operations/reproduce.sh all

format: ## lays out all C files as .clang-format says
	@clang-format -i $(SOURCES) $(DRAWER) $(HEADERS) $(wildcard tests/*/*.c tests/*/*.h)

TARGETS := help packages build debug run test lint contract-diff contract-release clients mock fuzz attack sqlmap matrix mutants parsers torture races faults feed package reproduce docs format clean
ifneq ($(wildcard tests/bench/run),)
TARGETS += bench
bench: packages ## measures rates at 1 to 1,000 connections, TLS, tokens, starts, idle connections and a soak, in a quarter of an hour
	@$(MAKE) build/thidua
	@tests/bench/run
endif
contract-diff: packages ## says what of openapi.yaml would break clients of the last release
	@$(MAKE) build/openapi.json
	@node tests/contract/compatibility/diff.mjs $(released) build/openapi.json
contract-release: packages ## keeps openapi.yaml as the contract of a release, with which later ones are compared
	@$(MAKE) build/openapi.json
	@node tests/contract/compatibility/diff.mjs $(released) build/openapi.json --release
clients: packages ## makes what others take: a copy in OpenAPI 3.0, TypeScript types, JSON Schemas, a Postman collection, in build/clients
	@$(MAKE) build/openapi.json
	@tests/contract/install
	@tests/clients/install
	@node tests/clients/generate.mjs build/openapi.json build/clients '$(wildcard build/exchanges)'
mock: packages ## serves the examples of openapi.yaml on http://127.0.0.1:4010 (PORT)
	@$(MAKE) build/openapi.json
	@PORT=$(or $(PORT),4010) tests/clients/mock
fuzz: packages ## sends REQUESTS random requests from SEED on, and says which answers break the contract
	@$(MAKE) build/sanitized/thidua
	@FUZZ_REQUESTS=$(or $(REQUESTS),100000) FUZZ_SEED=$(or $(SEED),1) tests/run fuzz
attack: packages ## sends malformed requests, forged tokens and every text of the corpus to every place (INJECTIONS of them, from SEED on)
	@$(MAKE) build/sanitized/thidua
	@INJECTIONS=$(or $(INJECTIONS),0) SEED=$(or $(SEED),1) ATTACK_SECONDS=14400 tests/run attack
sqlmap: ## lets sqlmap look for a way in (LEVEL, RISK), and into a service that has one
	@api/tools/packages.sh attack
	@$(MAKE) build/thidua
	@ATTACK_SECONDS=14400 TEST_PROGRAM=$(CURDIR)/build/thidua tests/run attack sqlmap
races: packages ## asks everything of a service that watches its threads for reads and writes that race
	@$(MAKE) -j2 build/sanitized/thidua build/watched/thidua
	@TEST_PROGRAM=$(CURDIR)/build/watched/thidua FUZZ_REQUESTS=$(or $(REQUESTS),10000) FUZZ_SEED=$(or $(SEED),1) tests/run fuzz
faults: packages ## kills, stops, starves and overloads service and database: ROUNDS, SEED, NAMES='kill_service_test …'
	@$(MAKE) -j2 build/sanitized/thidua build/thidua
	@LONG=yes FAULT_SECONDS=7200 TEST_PROGRAM=$(CURDIR)/build/thidua \
	    tests/run faults $(or $(NAMES),$(patsubst tests/faults/%.sh,%,$(wildcard tests/faults/*_test.sh)))
feed: packages ## keeps copies in step by the feed of changes for LENGTH seconds while WRITERS write, from SEED on
	@$(MAKE) build/thidua
	@FEED_SECONDS=$(or $(LENGTH),300) OPERATIONS_SECONDS=7200 TEST_PROGRAM=$(CURDIR)/build/thidua tests/run operations feed_test
imports: packages ## reads a file of ROWS rows in with FAULTS of them wrong, notes of NOTE letters making it longer, and says how fast
	@$(MAKE) build/thidua build/tests/api/imports_planted_test
	@rm -f build/imports.figures
	@IMPORT_FIGURES=$(CURDIR)/build/imports.figures IMPORT_ROWS=$(or $(ROWS),100000) IMPORT_FAULTS=$(or $(FAULTS),57) IMPORT_NOTE=$(or $(NOTE),0) TEST_SECONDS=3600 \
	    TEST_PROGRAM=$(CURDIR)/build/thidua tests/run api imports_planted_test
	@cat build/imports.figures
matrix: packages ## asks CELLS times in each mode for what belongs to others, in every place of an id, from SEED on
	@$(MAKE) build/sanitized/thidua
	@MATRIX_CELLS=$(or $(CELLS),25000) MATRIX_SEED=$(or $(SEED),1) tests/run matrix
mutants: packages ## breaks the database in COUNT ways, or what KINDS names, and says which no test notices
	@$(MAKE) build/sanitized/thidua
	$(if $(filter guard otherwise limit,$(KINDS)),@$(MAKE) tests build/mutants/commands)
	@MUTANTS=$(or $(COUNT),100) MUTANT_SEED=$(or $(SEED),1) $(if $(KINDS),MUTANT_KINDS='$(KINDS)') tests/run mutants
docs: ## writes the pages of the documentation, build/docs, and says which links lead nowhere
	@api/tools/packages.sh build
	@$(MAKE) build/docs.made
	@docs/build --check

clean: ## removes build/; the demo database in .run/ stays
	@rm -rf build

# ---- the contract and the files that travel inside the program ----
build/openapi.json: openapi.yaml
	@mkdir -p $(@D)
	$(call say,contract)
	$(quiet)fy-tool --mode=json-oneline --width=inf $< >$@

# Changes only when the set of files does, so that a removed file is noticed too.
build/embedded.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(EMBEDDED) | cmp -s - $@ || printf '%s\n' $(EMBEDDED) >$@

# The documentation as pages. A link that leads nowhere stops nobody here: tests/lint docs names it.
build/docs.made: $(GUIDES) docs/build docs/site/pages
	@mkdir -p $(@D)
	$(call say,docs)
	@rm -rf build/docs
	$(quiet)docs/build 2>build/docs.faults
	@touch $@

build/embedded.c: build/embedded.list build/openapi.json build/docs.made $(EMBEDDED) api/support/embed.sh
	$(call say,embed)
	$(quiet)(awk '{print $$0 "\t" $$0}' build/embedded.list; printf 'openapi.json\tbuild/openapi.json\n'; \
	    find build/docs -name '*.html' | sed 's,^build/docs/\(.*\),docs/pages/\1\t&,') \
	    | sh api/support/embed.sh >$@

# ---- compiling and linking, once per flavour ----
# What draws has one thread of ours, and Pango's that reads fonts, of which a thread sanitizer that has not seen it compiled says anything.
drawn = $(if $(filter watched,$(1)),sanitized,$(1))
define flavour
$(1)_objects := $$(SOURCES:%.c=build/$(1)/%.o)

build/$(1)/%.o: %.c Makefile
	@mkdir -p $$(@D)
	$$(call say,compile)
	$$(quiet)$$(CC) $$(COMMON) $$(WARNINGS) $$($(1)_flags) -c $$< -o $$@

# The bytes come in by .incbin, which a compiler cache cannot see.
build/$(1)/embedded.o: build/embedded.c
	@mkdir -p $$(@D)
	$$(call say,compile)
	$$(quiet)gcc $$(COMMON) $$($(1)_flags) -c $$< -o $$@

# Certificates are drawn by a program of their own, which the service finds beside itself.
build/$(1)/thidua-certificates: $$(DRAWER:%.c=build/$(call drawn,$(1))/%.o) $$(addprefix build/$(call drawn,$(1))/api/support/,text.o memory.o)
	@mkdir -p $$(@D)
	$$(call say,link)
	$$(quiet)gcc $$($(call drawn,$(1))_link) $$^ $$(shell pkg-config --libs $$(DRAWER_LIBRARIES)) -o $$@

build/$(1)/thidua: $$($(1)_objects) build/$(1)/embedded.o | build/$(1)/thidua-certificates
	$$(call say,link)
	$$(quiet)gcc $$($(1)_link) $$^ $$(LDLIBS) -o $$@
endef
$(eval $(call flavour,release))
$(eval $(call flavour,sanitized))
$(eval $(call flavour,covered))
$(eval $(call flavour,watched))

build/thidua: build/release/thidua
	@cp build/release/thidua-certificates build/thidua-certificates.new && mv build/thidua-certificates.new build/thidua-certificates
	@cp $< $@.new && mv $@.new $@

# ---- static analysis, file by file, so that only what changed is looked at again (tests/lint) ----
.PHONY: analysed tidied
analysed: $(patsubst %.c,build/lint/%.o,$(SOURCES) $(DRAWER))
tidied: $(patsubst %.c,build/lint/%.tidy,$(SOURCES) $(DRAWER))

# Leaks are the address sanitizer's: gcc 12 loses sight of memory kept in arrays and in thread-specific values.
build/lint/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(quiet)$(CC) $(COMMON) $(WARNINGS) -O1 -fanalyzer -Wno-analyzer-malloc-leak -Wno-analyzer-file-leak -fdiagnostics-path-format=none -c $< -o $@

build/lint/%.tidy: build/lint/%.o .clang-tidy
	$(quiet)clang-tidy --quiet $*.c -- -std=gnu17 -D_GNU_SOURCE= -DTHIDUA_VERSION='""' -Iapi $(CFLAGS_LIBRARIES) 2>$@.log \
	    || { cat $@.log; exit 1; }
	@touch $@

# ---- test programs: each file one program, linked with what it uses of the service ----
tests: $(UNIT_TESTS) $(API_TESTS) $(PARSERS)

build/sanitized/service.a: $(filter-out build/sanitized/api/main.o,$(sanitized_objects)) build/sanitized/embedded.o
	@rm -f $@
	$(quiet)ar rcs $@ $^

build/sanitized/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(call say,compile)
	$(quiet)$(CC) $(COMMON) -Itests $(TEST_WARNINGS) $(sanitized_flags) -c $< -o $@

# Each test is a process of its own, so what a program needs not is not loaded.
build/tests/unit/%: build/sanitized/tests/unit/%.o build/sanitized/tests/support/certificates.o build/sanitized/service.a
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)gcc $(sanitized_link) -Wl,--as-needed $^ $(LDLIBS) -lcriterion -o $@

# ---- parsers under libFuzzer: what reads bytes from outside, compiled by clang so that it sees which way they went ----
PARSED := $(wildcard api/support/*.c api/contract/*.c api/tables/*.c) \
          $(addprefix api/http/,url.c cursor.c headers.c negotiation.c client_address.c) \
          $(addprefix api/auth/,encoding.c keys.c signatures.c tokens.c)
clang := $(if $(shell command -v ccache),ccache )clang

build/parsers/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,compile)
	$(quiet)$(clang) $(COMMON) -Wall -Wextra -Werror -Itests -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -c $< -o $@

build/parsers/service.a: $(PARSED:%.c=build/parsers/%.o)
	@rm -f $@
	$(quiet)ar rcs $@ $^

build/tests/parsers/%: build/parsers/tests/parsers/%.o build/parsers/service.a build/sanitized/embedded.o
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)clang -fsanitize=fuzzer,address,undefined $^ $(LDLIBS) -o $@

parsers: packages ## sends RUNS mutated inputs (a million) to every parser of the service
	@$(MAKE) -j2 build/sanitized/thidua $(PARSERS)
	@PARSER_RUNS=$(or $(RUNS),1000000) PARSER_SECONDS=36000 tests/run parsers

# ---- coverage: the service and unit tests that note which branches were taken (tests/coverage) ----
build/covered/service.a: $(filter-out build/covered/api/main.o,$(covered_objects)) build/covered/embedded.o
	@rm -f $@
	$(quiet)ar rcs $@ $^

build/covered/tests/unit/%.o: tests/unit/%.c Makefile
	@mkdir -p $(@D)
	$(quiet)$(CC) $(COMMON) -Itests $(TEST_WARNINGS) -O0 -c $< -o $@

build/covered/tests/unit/%: build/covered/tests/unit/%.o build/covered/service.a
	$(call say,link)
	$(quiet)gcc $(covered_link) $^ $(LDLIBS) -lcriterion -o $@

covered: build/covered/thidua $(patsubst tests/%.c,build/covered/tests/%,$(wildcard tests/unit/*.c))

# ---- mutants: how tests/mutants/run-checks makes the service, and unit tests, with one source changed ----
build/mutants/commands: Makefile build/sanitized/thidua build/sanitized/service.a
	@mkdir -p $(@D)
	@printf '%s\n' "compile=(gcc $(subst ",\",$(COMMON)) -O0 -w -DTHIDUA_TEST_BUILD -c)" 'link=(gcc $(sanitized_link))' \
	    'objects=($(sanitized_objects) build/sanitized/embedded.o)' 'libraries=($(LDLIBS))' >$@

# ---- torture: the sanitized service, linked so that its calls to others can be made to fail ----
build/torture/torture.o: tests/torture/torture.c tests/torture/calls.h
	@mkdir -p $(@D)
	$(call say,compile)
	$(quiet)gcc $(COMMON) $(TEST_WARNINGS) -O1 -fno-omit-frame-pointer -c $< -o $@

build/torture/thidua: build/torture/torture.o $(sanitized_objects) build/sanitized/embedded.o tests/torture/calls.h build/sanitized/thidua-certificates
	$(call say,link)
	$(quiet)gcc $(sanitized_link) $(filter %.o,$^) $$(sed -n 's/^[A-Z]*(\([A-Za-z0-9_]*\),.*/-Wl,--wrap=\1/p' tests/torture/calls.h) $(LDLIBS) -o $@
	@cp build/sanitized/thidua-certificates $(@D)/

torture: packages ## lets each call of the service to others fail once, SAMPLE of them or all, and judges what clients see
	@$(MAKE) -j2 build/sanitized/thidua build/torture/thidua
	@TORTURE_SAMPLE=$(or $(SAMPLE),0) TORTURE_SEED=$(or $(SEED),1) TEST_SECONDS=7200 tests/run torture

build/tests/api/%: build/sanitized/tests/api/%.o $(SUPPORT_OBJECTS)
	@mkdir -p $(@D)
	$(call say,link)
	$(quiet)gcc $(sanitized_link) -Wl,--as-needed $^ -lcriterion -lcurl -lcsv -ljansson -lpq -lzip -lical -lm -o $@

-include $(shell find build -name '*.d' 2>/dev/null)
