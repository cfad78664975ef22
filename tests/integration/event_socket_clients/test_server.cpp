// An event socket without a node behind it. Prints "port N" and serves until standard input ends.
//
// Its commands: `status` and `hostname` answer, `fail` and `profile` answer with errors, `silent`
// never answers, `publish SUBCLASS` publishes a CUSTOM event, `empty` gives no output.

#include <iostream>
#include <string>

#include "base/clock.hpp"
#include "event_socket/server.hpp"

namespace {

using namespace sofia;

class Commands {
  public:
    explicit Commands(bus::Bus& bus) : bus_(bus) {}

    void run(const std::string& line, std::function<void(std::string)> reply) {
        const auto blank = line.find(' ');
        const auto name = line.substr(0, blank);
        const auto arguments = blank == std::string::npos ? "" : line.substr(blank + 1);
        if (name == "status" || line == "sofia status")
            reply("UP 0 years, 0 days\ntest server is ready\n");
        else if (name == "hostname")
            reply("testhost");
        else if (name == "fail")
            reply("-ERR it failed\n");
        else if (line == "sofia profile nowhere start")
            reply("Invalid Profile [nowhere]");
        else if (name == "silent")
            unanswered_.push_back(std::move(reply));
        else if (name == "publish")
            publish(arguments, reply);
        else if (name == "empty")
            reply("");
        else
            reply("-ERR " + name + " Command not found!\n");
    }

  private:
    void publish(const std::string& subclass, const std::function<void(std::string)>& reply) {
        bus_.publish(model::Event{"CUSTOM", subclass, {{"contact", "<sip:a@b>"}}, ""});
        reply("+OK\n");
    }

    bus::Bus& bus_;
    std::vector<std::function<void(std::string)>> unanswered_;
};

}  // namespace

int main() {
    bus::Bus bus(bus::Identity{"3d5a1f9e-test", "testhost", "testhost", "127.0.0.1", "::1"},
                 base::system_clock());
    Commands commands(bus);
    const auto server = event_socket::Server::start(
        {.address = "127.0.0.1", .port = 0, .password = "ClueCon"},
        [&](std::string line, auto reply) { commands.run(line, std::move(reply)); },
        bus);
    if (!server) {
        std::cerr << server.error().text << std::endl;
        return 1;
    }
    std::cout << "port " << (*server)->port() << std::endl;
    while (std::cin.get() != std::char_traits<char>::eof()) {
    }
    return 0;
}
