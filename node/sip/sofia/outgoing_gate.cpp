#include "sip/sofia/outgoing_gate.hpp"

#include <cerrno>
#include <utility>

#include <dlfcn.h>

#include <sofia-sip/su.h>

namespace sofia::sip::nta {
namespace {

thread_local const OutgoingGate* gate_of_this_thread = nullptr;

}  // namespace

OutgoingGate::OutgoingGate(std::function<bool()> may_send) : may_send_(std::move(may_send)) {
    gate_of_this_thread = this;
}

OutgoingGate::~OutgoingGate() {
    gate_of_this_thread = nullptr;
}

bool OutgoingGate::is_open() {
    return gate_of_this_thread == nullptr || gate_of_this_thread->may_send_();
}

}  // namespace sofia::sip::nta

namespace {

using Vsend = decltype(&su_vsend);

/// The library's own function, behind ours.
Vsend library_vsend() {
    static const auto found = reinterpret_cast<Vsend>(dlsym(RTLD_NEXT, "su_vsend"));
    return found;
}

issize_t length_of(su_iovec_t const pieces[], isize_t count) {
    issize_t length = 0;
    for (isize_t i = 0; i < count; ++i)
        length += static_cast<issize_t>(pieces[i].siv_len);
    return length;
}

}  // namespace

/// Stands before the function of the same name in the shared library, whose own calls come here
/// (the dynamic linker looks into the program first). `to` is given for datagrams only.
extern "C" issize_t su_vsend(su_socket_t socket,
                             su_iovec_t const pieces[],
                             isize_t count,
                             int flags,
                             su_sockaddr_t const* to,
                             socklen_t to_length) {
    if (sofia::sip::nta::OutgoingGate::is_open())
        return library_vsend()(socket, pieces, count, flags, to, to_length);
    if (to != nullptr)
        return length_of(pieces, count);
    errno = EAGAIN;
    return -1;
}
