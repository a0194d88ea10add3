//! What tests of the ports share: builders, the replica model and the conformance suite.
