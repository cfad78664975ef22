#pragma once

#include <exception>

#include "base/log.hpp"

namespace sofia::sip::nta {

/// Runs `work` where the caller is C code that no exception may cross: a failure becomes a log
/// line. What must still be answered is answered by the destructor of the transaction.
template <class Work>
void guarded(const char* where, Work&& work) noexcept {
    try {
        work();
    } catch (const std::exception& failure) {
        LOG_ERROR(Area::Sip, "{}: {}", where, failure.what());
    } catch (...) {
        LOG_ERROR(Area::Sip, "{}: unknown exception", where);
    }
}

}  // namespace sofia::sip::nta
