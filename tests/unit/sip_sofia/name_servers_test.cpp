#include "sip/sofia/name_servers.hpp"

#include <cerrno>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace sofia::sip::nta {
namespace {

constexpr std::uint16_t kDomain = 53;

// Connecting to the broadcast address is refused at once, as it is without a route.
class NoRoute : public testing::Test {
  protected:
    ~NoRoute() override { close(socket_); }

    int connect_to(std::uint32_t ip, std::uint16_t port) const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(ip);
        return connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    }
    /// Errno of a datagram; 0 when it went.
    int error_of_sending() const { return send(socket_, "?", 1, 0) == 1 ? 0 : errno; }

    int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
};

TEST_F(NoRoute, ToANameServerFailsOnlyWhatIsSent) {
    const NameServers name_servers;
    EXPECT_EQ(connect_to(INADDR_BROADCAST, kDomain), 0);
    EXPECT_EQ(NameServers::without_route(), 1U);
    EXPECT_EQ(error_of_sending(), EACCES);
    EXPECT_EQ(error_of_sending(), EACCES);
    EXPECT_EQ(NameServers::without_route(), 1U);
}

TEST_F(NoRoute, IsForgottenWhenThereIsOne) {
    const NameServers name_servers;
    EXPECT_EQ(connect_to(INADDR_BROADCAST, kDomain), 0);
    // What a new route is to the kernel, the right to broadcast is for this address.
    const int on = 1;
    ASSERT_EQ(setsockopt(socket_, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on)), 0);
    EXPECT_NE(error_of_sending(), EACCES);
    EXPECT_EQ(NameServers::without_route(), 0U);
}

TEST_F(NoRoute, OfASocketThatIsClosedIsForgottenByTheNextOfItsNumber) {
    const NameServers name_servers;
    EXPECT_EQ(connect_to(INADDR_BROADCAST, kDomain), 0);
    EXPECT_EQ(connect_to(INADDR_LOOPBACK, kDomain), 0);
    EXPECT_EQ(NameServers::without_route(), 0U);
}

TEST_F(NoRoute, ElsewhereFailsAsEver) {
    const NameServers name_servers;
    EXPECT_EQ(connect_to(INADDR_BROADCAST, kDomain + 1), -1);
    EXPECT_EQ(errno, EACCES);
    EXPECT_EQ(error_of_sending(), EDESTADDRREQ);
    EXPECT_EQ(NameServers::without_route(), 0U);
}

TEST_F(NoRoute, FailsAsEverWhereNoStackRuns) {
    EXPECT_EQ(connect_to(INADDR_BROADCAST, kDomain), -1);
    EXPECT_EQ(errno, EACCES);
}

}  // namespace
}  // namespace sofia::sip::nta
