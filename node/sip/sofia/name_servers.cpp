#include "sip/sofia/name_servers.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/log.hpp"

namespace sofia::sip::nta {
namespace {

constexpr std::uint16_t kDomain = 53;

using Connect = int (*)(int, const sockaddr*, socklen_t);
using Send = ssize_t (*)(int, const void*, size_t, int);

/// The C library's own functions, behind ours.
template <typename Function>
Function behind(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int library_connect(int socket, const sockaddr* address, socklen_t size) {
    static const auto found = behind<Connect>("connect");
    return found(socket, address, size);
}

ssize_t library_send(int socket, const void* data, size_t size, int flags) {
    static const auto found = behind<Send>("send");
    return found(socket, data, size, flags);
}

struct Server {
    sockaddr_storage address{};
    socklen_t size = 0;
};

// A handful: each profile has a resolver, and each resolver at most six servers.
std::mutex mutex;
std::map<int, Server> waiting;
std::atomic<int> holders = 0;

bool asks_a_name_server(int socket, const sockaddr& address, socklen_t size) {
    int type = 0;
    socklen_t type_size = sizeof(type);
    if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &type_size) != 0 || type != SOCK_DGRAM)
        return false;
    if (address.sa_family == AF_INET && size == sizeof(sockaddr_in))
        return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port) == kDomain;
    return address.sa_family == AF_INET6 && size == sizeof(sockaddr_in6) &&
           ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port) == kDomain;
}

std::string name_of(const Server& server) {
    char text[INET6_ADDRSTRLEN] = "";
    if (server.address.ss_family == AF_INET)
        inet_ntop(AF_INET,
                  &reinterpret_cast<const sockaddr_in&>(server.address).sin_addr,
                  text,
                  sizeof(text));
    else
        inet_ntop(AF_INET6,
                  &reinterpret_cast<const sockaddr_in6&>(server.address).sin6_addr,
                  text,
                  sizeof(text));
    return text;
}

int connect_or_wait(int socket, const sockaddr* address, socklen_t size) {
    const int done = library_connect(socket, address, size);
    if (holders == 0)
        return done;
    const int error = errno;
    const std::lock_guard lock(mutex);
    // Whatever this number stood for before is closed.
    waiting.erase(socket);
    if (done == 0 || address == nullptr || !asks_a_name_server(socket, *address, size)) {
        errno = error;
        return done;
    }
    Server server{{}, size};
    std::memcpy(&server.address, address, size);
    LOG_WARN(Area::Sip, "name server {} has no route ({})", name_of(server), std::strerror(error));
    waiting[socket] = server;
    return 0;
}

/// Whether a socket that waited for a route has found it. `errno` says why not.
bool connects_now(int socket) {
    const std::lock_guard lock(mutex);
    const auto found = waiting.find(socket);
    if (found == waiting.end())
        return false;
    const auto& server = found->second;
    if (library_connect(socket, reinterpret_cast<const sockaddr*>(&server.address), server.size) !=
        0)
        return false;
    LOG_INFO(Area::Sip, "name server {} has a route again", name_of(server));
    waiting.erase(found);
    return true;
}

ssize_t send_or_connect(int socket, const void* data, size_t size, int flags) {
    const auto sent = library_send(socket, data, size, flags);
    if (sent >= 0 || errno != EDESTADDRREQ || !connects_now(socket))
        return sent;
    return library_send(socket, data, size, flags);
}

}  // namespace

NameServers::NameServers() {
    ++holders;
}

NameServers::~NameServers() {
    if (--holders > 0)
        return;
    const std::lock_guard lock(mutex);
    waiting.clear();
}

std::size_t NameServers::without_route() {
    const std::lock_guard lock(mutex);
    return waiting.size();
}

}  // namespace sofia::sip::nta

// These stand before the functions of the same name in the C library, for all libraries of the
// process (the dynamic linker looks into the program first). The C library's own resolver and
// everybody who does not ask a name server by UDP gets what he would have got.

extern "C" int connect(int socket, const sockaddr* address, socklen_t size) {
    return sofia::sip::nta::connect_or_wait(socket, address, size);
}

extern "C" ssize_t send(int socket, const void* data, size_t size, int flags) {
    return sofia::sip::nta::send_or_connect(socket, data, size, flags);
}
