title="10 MiB upload, one at a time, each on a connection of its own"
load() { upload_load "$2" "$(origin "$1")/upload"; }
