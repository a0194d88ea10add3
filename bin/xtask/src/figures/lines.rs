//! The lines of the table: what is shown of what was measured.

/// A line of the table: what it is, where the figure comes from, what it should be.
pub(super) struct Line {
    pub(super) work: &'static str,
    pub(super) row: &'static str,
    pub(super) figure: &'static str,
    pub(super) unit: &'static str,
    pub(super) goal: &'static str,
}

const fn line(
    work: &'static str,
    row: &'static str,
    figure: &'static str,
    unit: &'static str,
    goal: &'static str,
) -> Line {
    Line { work, row, figure, unit, goal }
}

/// The figure that is compared with the bare relay's.
pub(super) const MESSAGE: &str = "server_cpu_us_per_message";
const RELAY: &str = "relay_cpu_us_per_message";
const DELIVERY: &str = "server_cpu_us_per_delivery";
const CONNECT: &str = "server_cpu_us_per_connect";

/// Every line, in the order of the table. What they say tells them apart.
#[rustfmt::skip]
pub(super) const LINES: [Line; 78] = [
    line("bare TCP relay, 10 pairs: CPU per message", "reference", RELAY, "µs", ""),
    line("bare TCP relay, 10 pairs: rate", "reference", "messages_per_s", "/s", ""),
    line("10 pairs taking turns: CPU per message", "pairs10", MESSAGE, "µs", "≤ 45"),
    line("10 pairs: rate", "pairs10", "messages_per_s", "/s", "≥ 12,000"),
    line("10 pairs: p50", "pairs10", "p50_ms", "ms", ""),
    line("10 pairs: p99", "pairs10", "p99_ms", "ms", "≤ 5"),
    line("100 pairs taking turns: CPU per message", "pairs100", MESSAGE, "µs", ""),
    line("100 pairs: rate", "pairs100", "messages_per_s", "/s", "≥ 25,000"),
    line("100 pairs: p99", "pairs100", "p99_ms", "ms", ""),
    line("10 writers, 64 on the way each: CPU per message", "stream10", MESSAGE, "µs", ""),
    line("10 writers, 64 on the way each: rate", "stream10", "messages_per_s", "/s", ""),
    line("group of 200 online: CPU per delivery", "fanout", DELIVERY, "µs", "≤ 4"),
    line("group of 200: until all have it, p50", "fanout", "all_have_it_p50_ms", "ms", ""),
    line("group of 200: until all have it, p99", "fanout", "all_have_it_p99_ms", "ms", ""),
    line("memory per idle connection, of 10,000", "idle", "kib_per_connection", "KiB", "≤ 18"),
    line("memory with 10,000 connections", "idle", "rss_mib_with_all", "MiB", ""),
    line("connect with a token, hello, close: CPU", "connect", CONNECT, "µs", "≤ 300"),
    line("connect: p99", "connect", "p99_ms", "ms", ""),
    line("reactions of 100 pairs: CPU each", "life", "reactions_server_cpu_us", "µs", ""),
    line("reactions: rate", "life", "reactions_per_s", "/s", ""),
    line("reactions: p50", "life", "reactions_p50_ms", "ms", ""),
    line("reactions: p99", "life", "reactions_p99_ms", "ms", ""),
    line("edits of 100 pairs: CPU each", "life", "edits_server_cpu_us", "µs", ""),
    line("edits: rate", "life", "edits_per_s", "/s", ""),
    line("edits: p50", "life", "edits_p50_ms", "ms", ""),
    line("edits: p99", "life", "edits_p99_ms", "ms", ""),
    line("read receipts of 100 pairs: CPU each", "life", "reads_server_cpu_us", "µs", ""),
    line("read receipts: rate", "life", "reads_per_s", "/s", ""),
    line("read receipts: p50", "life", "reads_p50_ms", "ms", ""),
    line("read receipts: p99", "life", "reads_p99_ms", "ms", ""),
    line("newest 50 of 10,000: CPU", "history", "newest_of_10000_server_cpu_us", "µs", "≤ 150"),
    line("newest 50 of 1,000,000: CPU", "history", "newest_of_1000000_server_cpu_us", "µs", "≤ 150"),
    line("newest 50 of 10,000,000: CPU", "history", "newest_of_10000000_server_cpu_us", "µs", "≤ 150"),
    line("newest 50: 10,000,000 to 10,000", "history", "newest_growth", "", "≤ 1.10"),
    line("newest 50 of 10,000,000: p99", "history", "newest_of_10000000_p99_ms", "ms", ""),
    line("any 50 of 10,000: CPU", "history", "any_of_10000_server_cpu_us", "µs", "≤ 150"),
    line("any 50 of 1,000,000: CPU", "history", "any_of_1000000_server_cpu_us", "µs", "≤ 150"),
    line("any 50 of 10,000,000: CPU", "history", "any_of_10000000_server_cpu_us", "µs", "≤ 150"),
    line("any 50: 10,000,000 to 10,000", "history", "any_growth", "", "≤ 1.10"),
    line("any 50 of 10,000,000: p99", "history", "any_of_10000000_p99_ms", "ms", ""),
    line("search 1,000,000 messages: CPU", "search", "server_cpu_us_per_search", "µs", ""),
    line("search 1,000,000 messages: p50", "search", "p50_ms", "ms", ""),
    line("search 1,000,000 messages: p95", "search", "p95_ms", "ms", "≤ 50"),
    line("search 1,000,000 messages: p99", "search", "p99_ms", "ms", ""),
    line("index of 1,000,000 messages, made at the start", "search", "indexing_s", "s", ""),
    line("export of 1,000,000 messages: the server at rest", "export", "idle_mib", "MiB", ""),
    line("export as CSV: more than that, at most", "export", "csv_grown_mib", "MiB", "≤ 32"),
    line("export as CSV: size", "export", "csv_mib", "MiB", ""),
    line("export as CSV: time", "export", "csv_s", "s", ""),
    line("export as CSV: CPU per message", "export", "csv_cpu_us", "µs", ""),
    line("export as JSON Lines: more than that, at most", "export", "jsonl_grown_mib", "MiB", "≤ 32"),
    line("export as JSON Lines: size", "export", "jsonl_mib", "MiB", ""),
    line("export as JSON Lines: time", "export", "jsonl_s", "s", ""),
    line("export as JSON Lines: CPU per message", "export", "jsonl_cpu_us", "µs", ""),
    line("burst of 10 pairs, no index: CPU per message", "indexing", "burst_cpu_us_off", "µs", ""),
    line("burst, index: CPU per message meanwhile", "indexing", "burst_cpu_us_on", "µs", ""),
    line("burst, index: CPU per message until it is indexed", "indexing", "total_cpu_us_on", "µs", ""),
    line("burst, index: times the CPU without, until it is indexed", "indexing", "total_times", "", "≤ 1.3 or after the answer"),
    line("burst: from the last answer until all is indexed", "indexing", "lag_after_burst_s", "s", ""),
    line("burst: messages that were sent", "indexing", "burst_messages_on", "", ""),
    line("1,000 messages a second, no index: CPU per message", "indexing", "steady_cpu_us_off", "µs", ""),
    line("1,000 a second, index: CPU per message", "indexing", "steady_cpu_us_on", "µs", ""),
    line("1,000 a second, index: times the CPU without", "indexing", "steady_times", "", "≤ 1.3 or after the answer"),
    line("1,000 a second: age of the oldest not indexed, p50", "indexing", "steady_lag_p50_ms", "ms", ""),
    line("1,000 a second: age of the oldest not indexed, p99", "indexing", "steady_lag_p99_ms", "ms", ""),
    line("1,000 chats, 10,000 messages: CPU per list", "chatlist", "of_10000_server_cpu_us", "µs", ""),
    line("1,000 chats, 10,000 messages: p50", "chatlist", "of_10000_p50_ms", "ms", ""),
    line("1,000 chats, 10,000 messages: p99", "chatlist", "of_10000_p99_ms", "ms", "≤ 5"),
    line("1,000 chats, 1,000,000 messages: CPU per list", "chatlist", "of_1000000_server_cpu_us", "µs", ""),
    line("1,000 chats, 1,000,000 messages: p50", "chatlist", "of_1000000_p50_ms", "ms", ""),
    line("1,000 chats, 1,000,000 messages: p99", "chatlist", "of_1000000_p99_ms", "ms", "≤ 5"),
    line("1,000 chats, 10,000,000 messages: CPU per list", "chatlist", "of_10000000_server_cpu_us", "µs", ""),
    line("1,000 chats, 10,000,000 messages: p50", "chatlist", "of_10000000_p50_ms", "ms", ""),
    line("1,000 chats, 10,000,000 messages: p99", "chatlist", "of_10000000_p99_ms", "ms", "≤ 5"),
    line("1,000 chats: 10,000,000 messages to 10,000", "chatlist", "growth", "", "≤ 1.10"),
    line("first start, to the first answer", "start", "first_start_ms", "ms", ""),
    line("later starts, to the first answer", "start", "start_ms", "ms", "≤ 100"),
    line("memory then", "start", "rss_mib", "MiB", "≤ 20"),
];
