# make run      installs what is missing (apt-get), builds, and runs the main job: where and how should dropout be placed?
# make test     the same set-up, then all tests
# make build    build/release/thinnet and the libraries
# make install  PREFIX=/usr/local, DESTDIR as usual
# make bench    this machine's speed beside its peers'
# make asan     the tests under the address and undefined-behaviour sanitizers
# make fuzz     each fuzz target for FUZZ_SECONDS=30 seconds (clang)
# make format   clang-format over the C files
# make clean    removes build/
BUILD = build/release
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 30
THINNET = $(BUILD)/thinnet
MODEL = examples/models/simple_fcn.py:SimpleFCN(64, 50, 10)
CMAKE_FLAGS ?=

.PHONY: build run test bench install asan fuzz format clean help
build:
	@tools/setup build
	@$(call configure,release)
	@cmake --build --preset release

run: build
	$(THINNET) check "$(MODEL)"
	$(THINNET) study "$(MODEL)" --data digits

test:
	@tools/setup build test
	@$(call configure,release)
	@cmake --build --preset release
	@ctest --preset release

bench: build
	@mkdir -p $(BUILD)/bench
	$${THINNET_PYTHON:-python3} bench/bench.py $(BUILD)

install: build
	@DESTDIR="$(DESTDIR)" cmake --install $(BUILD) --prefix "$(PREFIX)"

asan:
	@tools/setup build test
	@$(call configure,asan)
	@cmake --build --preset asan
	@ctest --preset asan

fuzz:
	@tools/setup build test ci
	@CC=$$(command -v clang-14 || command -v clang) && export CC && $(call configure,fuzz)
	@cmake --build --preset fuzz --target fuzzers
	@tools/fuzz build/fuzz $(FUZZ_SECONDS)

format:
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs $$(command -v clang-format-14 || echo clang-format) -i

clean:
	rm -rf build

help:
	@sed -n 's/^# //p' Makefile

# Configures once; later builds notice by themselves what changed. A half-made folder is configured again.
configure = mkdir -p build; if [ ! -f build/$(1)/build.ninja ]; then \
	cmake --preset $(1) $(CMAKE_FLAGS) >build/$(1).log 2>&1 || { cat build/$(1).log; exit 1; }; fi
