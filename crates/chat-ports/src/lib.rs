//! What visit chat asks of storage, files, fan-out, clock and ids.
