# otklik. The two commands of a newcomer: make run, make test.
BIN := .venv/bin

.PHONY: run test test-long bench lint screenshots requirements clean

run: ## the demo world on this machine: sites, scan, queue
	@sh deploy/environment.sh run
	@$(BIN)/otklik demo $(ARGS)

test: ## the whole suite on embedded defaults
	@sh deploy/environment.sh test
	@# One more than there are cores: many tests wait, for a browser, a process or a server.
	@$(BIN)/python -m pytest -m "not long" -n $$(($$($(BIN)/python -c 'import os; print(os.cpu_count())') + 1)) --dist loadfile $(ARGS)

test-long: ## the long runs: many kills, many cases
	@sh deploy/environment.sh test
	@$(BIN)/python -m pytest -m long --timeout 3600 $(ARGS)

bench: ## ratios beside references measured in the same run; writes bench.json
	@sh deploy/environment.sh test
	@$(BIN)/python -m tests.bench $(ARGS)

lint: ## ruff and mypy, strict
	@sh deploy/environment.sh test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

screenshots: ## the pictures of the README, taken from the demo world
	@sh deploy/environment.sh test
	@$(BIN)/python -m tests.screenshots

requirements: ## resolve setup.cfg anew into the hashed lists (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --unsafe-package pip setup.cfg deploy/build.in -o deploy/requirements-run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --unsafe-package pip --all-extras -c deploy/requirements-run.txt setup.cfg deploy/build.in -o deploy/requirements-test.txt

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
