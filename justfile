# A menu; each recipe is one line over cargo.

# What there is.
default:
    @just --list

# Serve from this checkout on http://127.0.0.1:8080.
run *args:
    cargo run -- {{args}}

# Everything that has to hold before a change goes in.
test:
    cargo xtask test

# The same without the variants with one backend, the examples and the documentation.
quick:
    cargo xtask test --quick

# Formatting, lints and the rules of the repository.
check:
    cargo fmt --all --check && cargo clippy --workspace --all-targets --features tertulia/postgres -- -D warnings && cargo xtask tidy

# Licences, banned crates and doubled versions; needs cargo-deny.
deny:
    cargo deny check bans licenses sources

# Measure against private servers and write docs/PERFORMANCE.md.
bench *args:
    cargo xtask bench {{args}}

# The documentation of every crate.
doc:
    cargo doc --workspace --no-deps --open
