# Every task is `python tasks.py NAME`; on Windows type that instead of make.
PY ?= python3
PORT ?= 8501

.PHONY: run setup test check bench shots pictures wheelhouse clean
run:
	@$(PY) tasks.py run --port $(PORT)
setup test check bench shots pictures wheelhouse clean:
	@$(PY) tasks.py $@
