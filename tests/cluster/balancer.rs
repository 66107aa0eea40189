//! A load balancer in front of the nodes, as a clinic has one.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Passes each connection on to one of the nodes that accept it.
pub(crate) struct Balancer {
    pub(crate) url: String,
    nodes: Arc<Mutex<Vec<SocketAddr>>>,
    task: JoinHandle<()>,
}

impl Balancer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let nodes = Arc::<Mutex<Vec<SocketAddr>>>::default();
        let known = Arc::clone(&nodes);
        let turn = Arc::new(AtomicUsize::new(0));
        let task = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (nodes, turn) = (Arc::clone(&known), Arc::clone(&turn));
                tokio::spawn(async move {
                    let nodes = nodes.lock().unwrap().clone();
                    let first = turn.fetch_add(1, Ordering::Relaxed);
                    for node in nodes
                        .iter()
                        .cycle()
                        .skip(first % nodes.len().max(1))
                        .take(nodes.len())
                    {
                        if let Ok(mut server) = TcpStream::connect(node).await {
                            drop(copy_bidirectional(&mut client, &mut server).await);
                            return;
                        }
                    }
                });
            }
        });
        Self { url, nodes, task }
    }

    /// Sends later connections to these nodes.
    pub(crate) fn balance<'a>(&self, urls: impl IntoIterator<Item = &'a str>) {
        let address = |url: &str| url.strip_prefix("http://").unwrap().parse().unwrap();
        *self.nodes.lock().unwrap() = urls.into_iter().map(address).collect();
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
