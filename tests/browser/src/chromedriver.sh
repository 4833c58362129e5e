# Runs chromedriver until the input ends, which it does when the tests do, however they end: a test that fails or is
# killed closes no browser. They all are in the process group of this shell.
"$@" 2>&1 &
# The output ends with chromedriver.
exec >&-
read -r _
kill -KILL 0
