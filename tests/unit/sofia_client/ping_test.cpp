#include "sofia/ping.hpp"

#include <functional>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace sofia::client {
namespace {

using namespace std::chrono_literals;

/// A SIP server on the loopback that gives `answer(request, how many came before)` to each request;
/// an empty answer is silence. It takes requests over UDP, or over TCP one after the other.
class Server {
  public:
    using Answer = std::function<std::string(const std::string& request, int before)>;

    Server(bool stream, Answer answer)
        : fd_(socket(AF_INET, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
        socklen_t size = sizeof address;
        bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
        getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        if (stream)
            listen(fd_, 1);
        thread_ = std::jthread([this, stream, answer = std::move(answer)](std::stop_token stop) {
            for (int before = 0; !stop.stop_requested();) {
                pollfd waiting{fd_, POLLIN, 0};
                if (poll(&waiting, 1, 20) == 1)
                    stream ? serve_connection(answer) : serve_datagram(answer, before++);
            }
        });
    }
    ~Server() {
        thread_ = {};
        close(fd_);
    }

    std::string uri(const std::string& parameters = "") const {
        return "sip:127.0.0.1:" + std::to_string(port_) + parameters;
    }

  private:
    void serve_datagram(const Answer& answer, int before) const {
        char bytes[4096];
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const auto length =
            recvfrom(fd_, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size);
        const auto text = answer({bytes, static_cast<std::size_t>(length)}, before);
        if (!text.empty())
            sendto(fd_, text.data(), text.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
    void serve_connection(const Answer& answer) const {
        const int connection = accept(fd_, nullptr, nullptr);
        char bytes[4096];
        const auto length = recv(connection, bytes, sizeof bytes, 0);
        const auto text = answer({bytes, static_cast<std::size_t>(length)}, 0);
        for (const char byte : text)  // One by one, as a stream may.
            send(connection, &byte, 1, MSG_NOSIGNAL);
        recv(connection, bytes, sizeof bytes, 0);
        close(connection);
    }

    const int fd_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

std::string response(const std::string& request, const std::string& status) {
    const auto at = request.find("Call-ID: ");
    const auto call_id = request.substr(at, request.find("\r\n", at) - at);
    return "SIP/2.0 " + status + "\r\n" + call_id + "\r\nContent-Length: 0\r\n\r\n";
}

TEST(Ping, AnyFinalAnswerIsAnAnswer) {
    const Server server(false, [](auto request, int) { return response(request, "404 No"); });
    const auto answer = ping(server.uri(), 2s);
    ASSERT_TRUE(answer) << answer.error().text;
    EXPECT_EQ(answer->status_line, "SIP/2.0 404 No");
    EXPECT_LT(answer->took, 2s);
}

TEST(Ping, IsRepeatedOverUdpUntilItIsAnswered) {
    const Server server(false, [](auto request, int before) {
        return before == 0 ? std::string() : response(request, "200 OK");
    });
    const auto answer = ping(server.uri(), 3s);
    ASSERT_TRUE(answer) << answer.error().text;
    EXPECT_GE(answer->took, 400ms);
}

TEST(Ping, OverTcpPassesOverProvisionalAnswers) {
    const Server server(true, [](auto request, int) {
        EXPECT_NE(request.find("Via: SIP/2.0/TCP 127.0.0.1:"), request.npos);
        return response(request, "100 Trying") + response(request, "200 OK");
    });
    const auto answer = ping(server.uri(";transport=tcp"), 2s);
    ASSERT_TRUE(answer) << answer.error().text;
    EXPECT_EQ(answer->status_line, "SIP/2.0 200 OK");
}

TEST(Ping, AnAnswerToSomebodyElseIsNone) {
    const Server server(false, [](auto, int) {
        return "SIP/2.0 200 OK\r\nCall-ID: another\r\nContent-Length: 0\r\n\r\n";
    });
    const auto answer = ping(server.uri(), 100ms);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, base::ErrorKind::Timeout);
}

TEST(Ping, AClosedPortIsKnownAtOnce) {
    std::string uri;
    {
        const Server server(false, [](auto, int) { return std::string(); });
        uri = server.uri();
    }
    const auto answer = ping(uri, 10s);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, base::ErrorKind::Unavailable);
    EXPECT_FALSE(ping(uri + ";transport=tcp", 10s));
}

TEST(Ping, RefusesWhatItCannotAsk) {
    EXPECT_EQ(ping("127.0.0.1", 1s).error().text, "'127.0.0.1' is not a SIP URI");
    EXPECT_EQ(ping("sips:127.0.0.1", 1s).error().text, "'sips:127.0.0.1' is not a SIP URI");
    EXPECT_EQ(ping("sip:127.0.0.1;transport=sctp", 1s).error().text,
              "transport 'sctp': expected udp or tcp");
}

TEST(FinalAnswer, IsCompleteAndNotProvisional) {
    EXPECT_EQ(final_answer("SIP/2.0 200 OK\r\ni: x\r\n\r\n", "x"), "SIP/2.0 200 OK");
    EXPECT_FALSE(final_answer("SIP/2.0 200 OK\r\ni: x\r\n", "x"));
    EXPECT_FALSE(final_answer("SIP/2.0 180 Ringing\r\ni: x\r\n\r\n", "x"));
    EXPECT_FALSE(final_answer("OPTIONS sip:a SIP/2.0\r\ni: x\r\n\r\n", "x"));
    EXPECT_FALSE(final_answer("", "x"));
}

}  // namespace
}  // namespace sofia::client
